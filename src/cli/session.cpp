#include "cli/session.hpp"

#include "cli/output.hpp"
#include "cli/state_folder.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <utility>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

constexpr auto time_to_finish = std::chrono::seconds(5); // what is in flight when a stop is asked for

live::unix_seconds seconds_of(base::instant at) {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}

http::retry_policy pacing(const options& chosen, const surroundings& of) {
  http::retry_policy out;
  out.max_wait = std::chrono::seconds(chosen.max_wait_seconds);
  out.at_once = static_cast<std::size_t>(chosen.connections);
  if (of.time_given) out.deadline = of.time.now() + *of.time_given;
  return out;
}

exit_code code_of_signal(int which) {
  switch (which) {
  case SIGTERM: return exit_code::terminated;
  case SIGHUP: return exit_code::hung_up;
  default: return exit_code::interrupted;
  }
}

} // namespace

session::session(const options& chosen, surroundings of)
    : of_(std::move(of)),
      journals_(journal_folder_in(of_.folder)),
      random_(of_.seed),
      calls_(of_.network, of_.time, pacing(chosen, of_), random_.next()),
      api_(calls_),
      rates_(of_.files, of_.folder),
      kept_(of_.files, of_.folder, of_.place, chosen.fresh || chosen.command == command::apply,
            seconds_of(of_.wall())) {
  for (const auto& [route, pace] : live::expected_paces(rates_.read(), of_.place, now()))
    calls_.expect(route, pace);
}

live::moment session::now() const { return {of_.time.now(), seconds_of(of_.wall())}; }

void session::stop(int which) {
  stopped_by_ = which;
  calls_.request_stop();
  remember();
  if (const auto then = at_stop_.lock()) (*then)();
}

awaitable<void> session::abandon_late() {
  const http::time_point until = time().now() + time_to_finish;
  while (time().now() < until) co_await time().sleep_until(until);
  calls_.abandon();
}

void session::send_unless(std::function<std::optional<std::string>()> why_not) {
  calls_.why_not_send = std::move(why_not);
}

bool session::wrote() const {
  return std::ranges::any_of(calls_.counts(), [](const auto& route) {
    return route.second.sent > 0 && !route.first.starts_with("GET ");
  });
}

/// Read once more before it is written: another run may have learned something meanwhile.
void session::remember() {
  const auto known = calls_.known();
  if (!known.empty()) rates_.write(live::updated(rates_.read(), of_.place, known, now()));
}

std::string session::calls_made() const {
  int sent = 0;
  int unsent = 0;
  int retries = 0;
  int limited = 0;
  std::chrono::seconds longest{};
  std::string paused;
  for (const auto& [route, counts] : calls_.counts()) {
    sent += counts.sent;
    unsent += counts.unsent;
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
         std::to_string(limited) + " rate limited" +
         (unsent > 0 ? ", " + std::to_string(unsent) + " never sent" : "") + paused;
}

awaitable<exit_code> run_in(const options& chosen, session& with,
                            std::function<awaitable<exit_code>(session&)> work) {
  exit_code code = exit_code::failure;
  std::exception_ptr thrown;
  try {
    code = co_await work(with);
  } catch (...) {
    thrown = std::current_exception();
  }
  with.remember();
  if (thrown) std::rethrow_exception(thrown);
  if (with.interrupted()) code = code_of_signal(with.stopped_by());
  if (const auto& saved = with.kept().saved(); saved && !chosen.quiet) say(*saved);
  if (chosen.verbose > 0) say(with.calls_made());
  co_return code;
}

} // namespace rolecall::cli
