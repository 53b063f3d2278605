#include "http/caller.hpp"

#include "http/log.hpp"
#include "http/told.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace rolecall::http {
namespace {

namespace asio = boost::asio;

std::chrono::milliseconds in_ms(duration d) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(d);
}

std::string in_words(duration d) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(d).count();
  if (seconds < 120) return std::to_string(seconds) + " s";
  const auto minutes = (seconds + 59) / 60;
  if (minutes < 120) return std::to_string(minutes) + " min";
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

std::string in_words(const result<response>& outcome) {
  return outcome ? "status " + std::to_string(outcome->status) : outcome.error().message;
}

void log_exchange(const request& what, const result<response>& outcome, int number, duration took,
                  duration paused) {
  const bool smooth = outcome && outcome->status < 500 && outcome->status != 429;
  const auto level = smooth ? log::level::debug : log::level::info;
  if (!log::enabled(level)) return;
  log::exchange event;
  event.route = what.route;
  event.attempt = number;
  event.took = in_ms(took);
  event.pause = in_ms(paused);
  const std::string problem = outcome ? "" : outcome.error().message;
  event.failure = problem;
  if (outcome) {
    event.status = outcome->status;
    event.request_id = outcome->find("x-request-id").value_or("");
  }
  log::write(level, event);
}

} // namespace

caller::caller(transport& to, clock& time, retry_policy policy, std::uint64_t seed)
    : to_(to), time_(time), policy_(policy), random_(seed) {}

void caller::request_stop() {
  stopping_ = true;
  time_.wake_all();
}

asio::awaitable<result<response>> caller::call(request what) {
  int retries = 0;
  std::string last; // what went wrong before
  for (int number = 1;; ++number) {
    const time_point asked = time_.now();
    if (const auto why = co_await take_turn(what.route, last)) co_return *why;
    if (what.watch) {
      const auto objection = co_await what.watch->before(what);
      if (objection) {
        routes_[what.route].speed.never_sent();
        co_return failure{failure_kind::cancelled, *objection};
      }
    }
    const time_point start = time_.now();
    const time_point due =
        std::min(start + policy_.exchange_time, policy_.deadline.value_or(time_point::max()));
    const auto outcome = co_await to_.exchange(what, due);
    if (what.watch) what.watch->after(outcome);
    log_exchange(what, outcome, number, time_.now() - start, start - asked);
    const decision next = learn(what, retries, outcome);
    last = in_words(outcome);
    if (const auto* const end = std::get_if<give_up>(&next)) {
      if (end->why == last_word::as_it_is) co_return outcome;
      co_return unavailable(what.route, end->why, last);
    }
    const auto& wait = std::get<wait_until>(next);
    if (!wait.is_retry) continue; // the route's pace knows when
    ++retries;
    ++retried_;
    ++counts_[what.route].retries;
    if (const auto why = co_await wait_for(wait.at, last)) co_return *why;
  }
}

asio::awaitable<std::optional<failure>> caller::take_turn(const std::string& name, const std::string& last) {
  route& through = routes_[name];
  for (;;) {
    const time_point now = time_.now();
    const time_point opens = through.speed.opens(now);
    if (const auto why = why_not(opens, last)) co_return why;
    if (opens <= now) {
      through.speed.started(now);
      ++sent_;
      ++counts_[name].sent;
      co_return std::nullopt;
    }
    if (opens - now > policy_.max_wait) co_return unavailable(name, last_word::wait_too_long, last);
    if (through.waiting++ == 0) through.waiting_since = now;
    co_await time_.sleep_until(opens);
    if (--through.waiting == 0) counts_[name].paused += time_.now() - through.waiting_since;
  }
}

asio::awaitable<std::optional<failure>> caller::wait_for(time_point at, const std::string& last) {
  for (;;) {
    if (const auto why = why_not(at, last)) co_return why;
    if (at <= time_.now()) co_return std::nullopt;
    co_await time_.sleep_until(at);
  }
}

std::optional<failure> caller::why_not(time_point at, const std::string& last) const {
  const std::string before = last.empty() ? "" : " (before that: " + last + ")";
  if (stopping_) return failure{failure_kind::cancelled, "not sent: a stop was requested" + before};
  if (policy_.deadline && std::max(at, time_.now()) >= *policy_.deadline) {
    return failure{failure_kind::out_of_time, "not sent: the deadline has come" + before};
  }
  return std::nullopt;
}

failure caller::unavailable(const std::string& name, last_word why, const std::string& last) {
  if (why == last_word::out_of_time) {
    return {failure_kind::out_of_time,
            "the deadline comes before the next attempt could (before that: " + last + ")"};
  }
  const time_point now = time_.now();
  const duration wait = routes_[name].speed.opens(now) - now;
  return {failure_kind::rate_limited, name + ": the server asks to wait " + in_words(wait) +
                                          ", more than the " + in_words(policy_.max_wait) +
                                          " allowed; come back then"};
}

decision caller::learn(const request& what, int retries, const result<response>& outcome) {
  attempt made;
  made.verb = what.verb;
  made.retries = retries;
  made.budget_left = retried_ < policy_.budget_base + policy_.budget_share * sent_;
  made.now = time_.now();
  made.chance = random_.unit();
  pace& speed = routes_[what.route].speed;
  if (!outcome) {
    made.failed = outcome.error().kind;
    if (outcome.error().maybe_sent) {
      speed.finished(made.now);
    } else {
      speed.never_sent();
    }
    return decide(made, policy_);
  }
  made.status = outcome->status;
  made.should_retry = told_should_retry(*outcome);
  made.told = told_wait(*outcome);
  made.quota = tells_of_quota(*outcome);
  if (made.status == 429) {
    ++counts_[what.route].limited;
    made.route_opens = speed.limited(made.now, made.told);
  } else {
    speed.finished(made.now);
  }
  return decide(made, policy_);
}

} // namespace rolecall::http
