#include "cli/connection.hpp"

#include "base/disk_store.hpp"
#include "base/text.hpp"
#include "cli/credentials.hpp"
#include "cli/environment.hpp"
#include "cli/output.hpp"
#include "cli/state_folder.hpp"
#include "cli/stop_signals.hpp"
#include "http/connect.hpp"
#include "http/fingerprint.hpp"
#include "http/log.hpp"
#include "http/proxy.hpp"
#include "http/tls_transport.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <random>
#include <utility>
#include <variant>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

constexpr const char* usual_base = "https://api.openai.com/v1";
constexpr const char* usual_host = "api.openai.com";

void configure_log(const options& chosen) {
  using http::log::level;
  level least = chosen.verbose > 1 ? level::debug : chosen.verbose == 1 ? level::info : level::warn;
  if (const auto named = http::log::parse_level(chosen.log_level)) least = *named;
  http::log::configure(least,
                       chosen.log_format == "json" ? http::log::format::json : http::log::format::text);
}

std::string base_from(const options& chosen) {
  if (!chosen.base_url.empty()) return chosen.base_url;
  const std::string set = environment("OPENAI_BASE_URL");
  return set.empty() ? usual_base : set;
}

std::uint64_t fresh_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32U | device();
}

base::instant wall_clock() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// In this order: the frames of the transport live in `io`.
struct connection {
  boost::asio::io_context io{1};
  std::unique_ptr<http::clock> time = http::make_clock(io.get_executor());
  std::unique_ptr<http::transport> network;
  base::disk_store files;
  std::unique_ptr<session> with;
};

/// Finds key and address; makes no call. The text says what is wrong.
std::variant<std::unique_ptr<connection>, std::string> open(const options& chosen) {
  configure_log(chosen);
  auto found = find_admin_key(chosen);
  if (const auto* none = std::get_if<no_key>(&found)) return none->message;
  auto& key = std::get<base::secret>(found);
  http::log::hide(key);
  const auto base = http::parse_base_url(base_from(chosen));
  if (!base) return "cannot use the base URL: " + base.error().message;
  if (base->host != usual_host && !base->is_this_machine()) {
    say("warning: the admin key goes to " + base::printable(base->host) + ", which is not OpenAI's " +
        usual_host);
  }
  auto through = http::find_proxy(*base, environment);
  if (!through) return "cannot use the proxy: " + through.error().message;
  if (*through)
    http::log::write(http::log::level::info,
                     base->host + " is reached through the proxy " + (*through)->shown());
  const std::string& text = key.reveal();
  const std::string ending = text.size() > 12 ? text.substr(text.size() - 4) : "";
  const std::string place = http::fingerprint(key, base->host_and_port());
  http::transport_options how{*base, std::move(key)};
  how.through = std::move(*through);
  how.ca_file = chosen.ca_file;
  how.connections = chosen.connections;
  auto all = std::make_unique<connection>();
  auto made = http::make_transport(all->io.get_executor(), std::move(how));
  if (!made) return made.error().message;
  all->network = *std::move(made);
  surroundings of{*all->network, *all->time, all->files, wall_clock};
  of.seed = fresh_seed();
  of.key_ending = ending;
  of.host = base->host;
  of.address = base->authority() + base->path;
  of.place = place;
  of.folder = state_folder(chosen);
  of.who = user_and_host();
  if (chosen.deadline_seconds > 0) of.time_given = std::chrono::seconds(chosen.deadline_seconds);
  all->with = std::make_unique<session>(chosen, std::move(of));
  return all;
}

exit_code run(const options& chosen, connection& on, std::function<awaitable<exit_code>(session&)> work) {
  namespace asio = boost::asio;
  const stop_signals signals(on.io.get_executor(), [&](int which) {
    say("stopping: what is in flight is finished first, within 5 s; once more to leave at once");
    on.with->stop(which);
    asio::co_spawn(on.io, on.with->abandon_late(), [](std::exception_ptr e) {
      if (e) std::rethrow_exception(e);
    });
  });
  exit_code result = exit_code::failure;
  std::exception_ptr thrown;
  asio::co_spawn(on.io, run_in(chosen, *on.with, std::move(work)), [&](std::exception_ptr e, exit_code code) {
    thrown = std::move(e);
    result = code;
    on.io.stop(); // idle connections need not be waited for
  });
  on.io.run();
  if (thrown) std::rethrow_exception(thrown);
  return result;
}

} // namespace

std::map<std::string, http::known_pace> paces_from_memory(const options& chosen) {
  const auto base = http::parse_base_url(base_from(chosen));
  const auto found = find_admin_key(chosen);
  const auto* key = std::get_if<base::secret>(&found);
  if (!base || !key) return {};
  base::disk_store files;
  const auto wall = std::chrono::floor<std::chrono::seconds>(wall_clock().time_since_epoch());
  const live::moment now{std::chrono::steady_clock::now(), wall.count()};
  return live::expected_paces(kept_rates(files, state_folder(chosen)).read(),
                              http::fingerprint(*key, base->host_and_port()), now);
}

exit_code run_connected(const options& chosen, std::function<awaitable<exit_code>(session&)> work) {
  auto opened = open(chosen);
  if (const auto* wrong = std::get_if<std::string>(&opened)) {
    say(*wrong);
    return exit_code::usage;
  }
  auto& on = std::get<std::unique_ptr<connection>>(opened);
  const exit_code code = run(chosen, *on, std::move(work));
  // The work is done and all is written: a name server that does not answer must not keep the process.
  [[maybe_unused]] static connection* left_behind = nullptr;
  if (http::is_resolving()) left_behind = on.release();
  return code;
}

} // namespace rolecall::cli
