#include "cli/session.hpp"

#include "base/disk_store.hpp"
#include "base/text.hpp"
#include "cli/credentials.hpp"
#include "cli/environment.hpp"
#include "cli/output.hpp"
#include "cli/state_folder.hpp"
#include "cli/stop_signals.hpp"
#include "http/caller.hpp"
#include "http/fingerprint.hpp"
#include "http/log.hpp"
#include "http/proxy.hpp"
#include "http/tls_transport.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <random>

namespace rolecall::cli {
namespace {

constexpr const char* usual_base = "https://api.openai.com/v1";
constexpr const char* usual_host = "api.openai.com";
constexpr auto time_to_finish = std::chrono::seconds(5); // what is in flight when a stop is asked for

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

exit_code code_of_signal(int which) {
  switch (which) {
  case SIGTERM: return exit_code::terminated;
  case SIGHUP: return exit_code::hung_up;
  default: return exit_code::interrupted;
  }
}

std::uint64_t fresh_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32U | device();
}

live::unix_seconds wall_clock() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

} // namespace

struct session::parts {
  parts(const options& chosen, std::string ending, std::string host_name, std::string where)
      : time(http::make_clock(io.get_executor())),
        key_ending(std::move(ending)),
        host(std::move(host_name)),
        place(std::move(where)),
        folder(state_folder(chosen)),
        kept(files, folder, place, chosen.fresh || chosen.command == command::apply, wall_clock()) {
    policy.max_wait = std::chrono::seconds(chosen.max_wait_seconds);
    policy.at_once = static_cast<std::size_t>(chosen.connections);
    if (chosen.deadline_seconds > 0)
      policy.deadline = time->now() + std::chrono::seconds(chosen.deadline_seconds);
  }

  void recall() {
    for (const auto& [route, pace] : live::expected_paces(load_rates(files, folder), place, now()))
      calls->expect(route, pace);
  }
  /// Read once more before it is written: another run may have learned something meanwhile.
  void remember() {
    const auto known = calls->known();
    if (!known.empty() && !folder.empty())
      save_rates(files, folder, live::updated(load_rates(files, folder), place, known, now()));
  }
  [[nodiscard]] live::moment now() const { return {time->now(), wall_clock()}; }

  // In this order: what frames in `io` refer to must outlive it, and the transport's frames live in `io`.
  http::retry_policy policy;
  boost::asio::io_context io{1};
  std::unique_ptr<http::clock> time;
  std::unique_ptr<http::transport> transport;
  std::unique_ptr<http::caller> calls;
  std::unique_ptr<api::client> api;
  std::string key_ending;
  std::string host;
  std::string place;  ///< tells key and address apart, in what is remembered
  std::string folder; ///< of the state; may be empty
  std::string address;
  base::disk_store files;
  kept_reading kept;
  int stopped_by = 0; ///< the signal
};

session::session(std::unique_ptr<parts> all) : all_(std::move(all)) {}
session::~session() = default;

std::variant<std::unique_ptr<session>, std::string> session::open(const options& chosen) {
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
  const std::string& text = key.reveal();
  auto through = http::find_proxy(*base, environment);
  if (!through) return "cannot use the proxy: " + through.error().message;
  if (*through)
    http::log::write(http::log::level::info,
                     base->host + " is reached through the proxy " + (*through)->shown());
  auto all = std::make_unique<parts>(chosen, text.size() > 12 ? text.substr(text.size() - 4) : "", base->host,
                                     http::fingerprint(key, base->host_and_port()));
  all->address = base->authority() + base->path;
  http::transport_options how{*base, std::move(key)};
  how.through = std::move(*through);
  how.ca_file = chosen.ca_file;
  how.connections = chosen.connections;
  auto made = http::make_transport(all->io.get_executor(), std::move(how));
  if (!made) return made.error().message;
  all->transport = *std::move(made);
  all->calls = std::make_unique<http::caller>(*all->transport, *all->time, all->policy, fresh_seed());
  all->recall();
  all->api = std::make_unique<api::client>(*all->calls);
  return std::unique_ptr<session>(new session(std::move(all)));
}

api::client& session::api() { return *all_->api; }
http::clock& session::time() { return *all_->time; }
http::caller& session::calls() { return *all_->calls; }
kept_reading& session::kept() { return all_->kept; }
live::moment session::now() const { return all_->now(); }
const std::string& session::key_ending() const { return all_->key_ending; }
const std::string& session::host() const { return all_->host; }
const std::string& session::address() const { return all_->address; }
bool session::interrupted() const { return all_->stopped_by != 0; }

exit_code session::run(std::function<boost::asio::awaitable<exit_code>()> work) {
  namespace asio = boost::asio;
  asio::steady_timer patience(all_->io);
  const stop_signals signals(all_->io.get_executor(), [&](int which) {
    all_->stopped_by = which;
    say("stopping: what is in flight is finished first, within 5 s; once more to leave at once");
    all_->calls->request_stop();
    patience.expires_after(time_to_finish);
    patience.async_wait([&](const boost::system::error_code& ec) {
      if (!ec) all_->calls->abandon();
    });
  });
  exit_code result = exit_code::failure;
  std::exception_ptr thrown;
  asio::co_spawn(all_->io, work(), [&](std::exception_ptr e, exit_code code) {
    thrown = std::move(e);
    result = code;
    all_->io.stop(); // idle connections need not be waited for
  });
  all_->io.run();
  all_->remember();
  if (thrown) std::rethrow_exception(thrown);
  return interrupted() ? code_of_signal(all_->stopped_by) : result;
}

void session::send_unless(std::function<std::optional<std::string>()> why_not) {
  all_->calls->why_not_send = std::move(why_not);
}

bool session::wrote() const {
  return std::ranges::any_of(all_->calls->counts(), [](const auto& route) {
    return route.second.sent > 0 && !route.first.starts_with("GET ");
  });
}

std::string session::calls_made() const {
  int sent = 0;
  int retries = 0;
  int limited = 0;
  std::chrono::seconds longest{};
  std::string paused;
  for (const auto& [route, counts] : all_->calls->counts()) {
    sent += counts.sent;
    retries += counts.retries;
    limited += counts.limited;
    const auto pause = std::chrono::ceil<std::chrono::seconds>(counts.paused);
    if (pause <= longest) continue;
    longest = pause;
    paused = ", paused up to " + std::to_string(pause.count()) + " s (" + route + ")";
  }
  const auto counted = [](int n, const char* one, const char* many) {
    return std::to_string(n) + (n == 1 ? one : many);
  };
  return counted(sent, " call, ", " calls, ") + counted(retries, " retry, ", " retries, ") +
         std::to_string(limited) + " rate limited" + paused;
}

std::map<std::string, http::known_pace> paces_from_memory(const options& chosen) {
  const auto base = http::parse_base_url(base_from(chosen));
  const auto found = find_admin_key(chosen);
  const auto* key = std::get_if<base::secret>(&found);
  if (!base || !key) return {};
  base::disk_store files;
  const live::moment now{std::chrono::steady_clock::now(), wall_clock()};
  return live::expected_paces(load_rates(files, state_folder(chosen)),
                              http::fingerprint(*key, base->host_and_port()), now);
}

exit_code run_connected(const options& chosen,
                        std::function<boost::asio::awaitable<exit_code>(session&)> work) {
  auto opened = session::open(chosen);
  if (const auto* wrong = std::get_if<std::string>(&opened)) {
    say(*wrong);
    return exit_code::usage;
  }
  session& with = *std::get<std::unique_ptr<session>>(opened);
  const exit_code code = with.run([&] { return work(with); });
  if (const auto& saved = with.kept().saved(); saved && !chosen.quiet) say(*saved);
  if (chosen.verbose > 0) say(with.calls_made());
  return code;
}

} // namespace rolecall::cli
