#include "e2e/emulator.hpp"

#include "http/certificates.hpp"
#include "http/running.hpp"
#include "http/tls_transport.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

namespace rolecall::e2e {
namespace {

namespace json = boost::json;
namespace certificates = http::testing;

/// Made once for the whole run: an authority, and a certificate for this machine signed by it.
struct tls_files {
  tls_files() {
    const certificates::identity authority = certificates::make_identity(
        {.common_name = "End-to-end tests", .alternative_names = {}, .is_authority = true});
    const certificates::identity server = certificates::make_identity(
        {.common_name = "emulator",
         .alternative_names = {"IP:127.0.0.1", "DNS:" + std::string(proxied_name)}},
        &authority);
    trusted = place.put("authority.pem", authority.certificate_pem());
    certificate = place.put("server.pem", server.certificate_pem());
    key = place.put("server.key", server.key_pem());
  }
  folder place;
  std::string trusted;
  std::string certificate;
  std::string key;
};

const tls_files& files() {
  static const tls_files made;
  return made;
}

command start(const std::string& state_file, const std::vector<std::string>& options) {
  command out;
  out.words = {ROLECALL_EMULATOR, "--tls-cert", files().certificate, "--tls-key", files().key,
               "--state",         state_file,   "--admin-key",       admin_key()};
  out.words.insert(out.words.end(), options.begin(), options.end());
  return out;
}

http::method verb(const std::string& name) {
  if (name == "GET") return http::method::get;
  return name == "POST" ? http::method::post : http::method::del;
}

} // namespace

const std::string& authority_file() { return files().trusted; }

struct emulator::connection {
  explicit connection(const std::string& origin) {
    http::transport_options how{http::parse_base_url(origin).value(), base::secret(admin_key())};
    how.ca_file = authority_file();
    transport = http::make_transport(io.get_executor(), std::move(how)).value();
  }
  boost::asio::io_context io{1};
  std::unique_ptr<http::transport> transport;
};

emulator::emulator(const std::string& state_file, const std::vector<std::string>& options)
    : server_(start(state_file, options)) {
  base_url_ = server_.first_line().substr(std::string_view("listening on ").size());
  connection_ =
      std::make_unique<connection>(base_url_.substr(0, base_url_.size() - std::string_view("/v1").size()));
}

emulator::~emulator() {
  server_.signal(SIGTERM);
  try {
    const outcome ended = server_.finish();
    CHECK_MESSAGE(ended.code == 0, ended.err);
  } catch (const std::exception& e) {
    FAIL_CHECK(e.what());
  }
}

std::uint16_t emulator::port() const {
  return static_cast<std::uint16_t>(std::stoul(base_url_.substr(base_url_.rfind(':') + 1)));
}

std::vector<request> emulator::requests() {
  const answer said = control("GET", "requests");
  std::vector<request> out;
  const json::value all = json::parse(said.body);
  for (const json::value& one : all.at("requests").as_array()) {
    const json::value& status = one.at("status");
    out.push_back({std::string(one.at("method").as_string()), std::string(one.at("target").as_string()),
                   status.is_null() ? 0 : static_cast<int>(status.as_int64())});
  }
  return out;
}

std::vector<request> emulator::writes() {
  std::vector<request> out = requests();
  std::erase_if(out, [](const request& r) { return r.method == "GET"; });
  return out;
}

void emulator::forget() { control("DELETE", "requests"); }

void emulator::behave(const std::string& name, const std::string& value) {
  control("POST", "behaviours", json::serialize(json::object{{name, value}}));
}

void emulator::fail(const std::vector<std::string>& faults) {
  control("POST", "faults", json::serialize(json::value_from(faults)));
}

std::string emulator::state() { return control("GET", "state").body; }

answer emulator::post(const std::string& target, const std::string& body) {
  return ask("POST", "/v1" + target, body);
}

answer emulator::control(const std::string& method, const std::string& name, const std::string& body) {
  answer said = ask(method, "/__emulator/" + name, body);
  REQUIRE_MESSAGE(said.status == 200, said.body);
  return said;
}

answer emulator::ask(const std::string& method, const std::string& target, const std::string& body) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  http::request what(verb(method), target, method + " " + target, body);
  const auto got =
      http::testing::run(connection_->io, connection_->transport->exchange(std::move(what), deadline));
  return {got.value().status, got.value().body};
}

std::vector<std::string> duplicates(const std::string& state) {
  std::map<std::string, int> seen;
  const json::value all = json::parse(state);
  const auto count = [&](const std::string& where, const json::value& holder, const char* list) {
    const auto* things = holder.as_object().if_contains(list);
    if (things == nullptr) return;
    for (const json::value& thing : things->as_array())
      ++seen[where + list + " " + std::string(thing.at("name").as_string())];
  };
  count("", all, "roles");
  count("", all, "groups");
  count("", all, "projects");
  for (const json::value& project : all.at("projects").as_array())
    count(std::string(project.at("id").as_string()) + " ", project, "roles");
  std::vector<std::string> out;
  for (const auto& [name, times] : seen) {
    if (times > 1) out.push_back(name);
  }
  return out;
}

} // namespace rolecall::e2e
