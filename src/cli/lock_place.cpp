#include "cli/lock_place.hpp"

#include "base/disk_store.hpp"
#include "base/instant.hpp"
#include "base/text.hpp"
#include "cli/environment.hpp"
#include "http/log.hpp"
#include "http/proxy.hpp"
#include "http/tls_transport.hpp"
#include "lock/place.hpp"

#include <array>
#include <cstdio>
#include <random>
#include <unistd.h>
#include <utility>

namespace rolecall::cli {
namespace {

constexpr const char* user_variable = "ROLECALL_LOCK_USERNAME";
constexpr const char* password_variable = "ROLECALL_LOCK_PASSWORD";

base::disk_store& disk() {
  static base::disk_store files;
  return files;
}

/// "user:password", empty where neither is set; the text says what is wrong.
std::variant<base::secret, std::string> credentials() {
  const std::string user = environment(user_variable);
  base::secret password(environment(password_variable));
  if (user.empty() && password.reveal().empty()) return base::secret("");
  if (user.empty() || password.reveal().empty())
    return std::string("set both ") + user_variable + " and " + password_variable + ", or neither";
  if (user.find(':') != std::string::npos) return std::string(user_variable) + " must not contain a colon";
  http::log::hide(password);
  std::string both;
  both.reserve(user.size() + password.reveal().size() + 1); // never moved, so that no copy stays behind
  both += user + ":";
  both += password.reveal();
  return base::secret(std::move(both));
}

std::variant<reached_lock, std::string> reach_server(const options& chosen, const lock::http_place& where,
                                                     boost::asio::any_io_executor executor,
                                                     http::clock& time) {
  auto found = credentials();
  if (auto* wrong = std::get_if<std::string>(&found)) return std::move(*wrong);
  http::transport_options how{where.server, std::get<base::secret>(std::move(found))};
  how.scheme = how.key.reveal().empty() ? http::authorization::none : http::authorization::basic;
  how.ca_file = chosen.ca_file;
  how.connections = 1;
  how.set_by = "--lock";
  auto through = http::find_proxy(where.server, environment);
  if (!through) return "cannot use the proxy: " + through.error().message;
  how.through = *std::move(through);
  auto made = http::make_transport(std::move(executor), std::move(how));
  if (!made) return made.error().message;
  reached_lock out;
  out.server = *std::move(made);
  const auto verbs = chosen.lock_by_post ? lock::verbs::post_delete : lock::verbs::lock_unlock;
  out.at.emplace(lock::http_lock(*out.server, time, where.target, verbs));
  return out;
}

/// RFC 4122, version 4.
std::string new_id() {
  std::random_device device;
  std::array<unsigned, 4> r{device(), device(), device(), device()};
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%08x-%04x-4%03x-%04x-%04x%08x", r[0], r[1] >> 16U, r[1] & 0xFFFU,
                0x8000U | (r[2] >> 18U), r[2] & 0xFFFFU, r[3]);
  return out.data();
}

void add_line(std::string& to, const std::string& name, const std::string& value) {
  if (!value.empty()) to += "\n  " + name + " " + base::printable(value);
}

std::string until(const lock::record& holder) {
  if (!holder.expires) return "it is released; it does not expire";
  return base::rfc3339(*holder.expires) + ", unless it is renewed; others may take it from " +
         base::rfc3339(*lock::free_for_others(holder));
}

std::string unlock_command(const options& chosen, const std::string& id) {
  std::string out = "rolecall unlock " + base::shell_quoted(base::printable(id)) + " --lock " +
                    base::shell_quoted(base::printable(chosen.lock));
  if (chosen.lock_by_post) out += " --lock-method post";
  if (!chosen.ca_file.empty()) out += " --ca-file " + base::shell_quoted(base::printable(chosen.ca_file));
  return out;
}

} // namespace

std::string why_no_lock(const std::string& place) {
  const auto read = lock::parse_place(place);
  const auto* wrong = std::get_if<std::string>(&read);
  return wrong ? *wrong : "";
}

std::variant<reached_lock, std::string> reach_lock(const options& chosen,
                                                   boost::asio::any_io_executor executor, http::clock& time) {
  const auto place = lock::parse_place(chosen.lock);
  if (const auto* wrong = std::get_if<std::string>(&place)) return *wrong;
  if (const auto* server = std::get_if<lock::http_place>(&place))
    return reach_server(chosen, *server, std::move(executor), time);
  reached_lock out;
  out.at.emplace(lock::file_lock(disk(), std::get<lock::file_place>(place).path));
  return out;
}

lock::record record_of_this_run(const std::string& operation) {
  lock::record out;
  out.id = new_id();
  out.operation = operation;
  out.who = user_and_host();
  out.version = ROLECALL_VERSION;
  return out;
}

std::string about_holder(const options& chosen, const lock::answer& held) {
  if (!held.holder) return "\n  the server does not say by whom";
  const lock::record& holder = *held.holder;
  std::string out;
  add_line(out, "by:   ", holder.who);
  add_line(out, "for:  ", holder.operation);
  add_line(out, "since:", holder.created);
  add_line(out, "until:", until(holder));
  out += "\nif that run is gone:\n  " + unlock_command(chosen, holder.id);
  return out;
}

} // namespace rolecall::cli
