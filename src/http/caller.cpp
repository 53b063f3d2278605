#include "http/caller.hpp"

#include "http/log.hpp"
#include "http/told.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <utility>
#include <vector>

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
    : to_(to), time_(time), policy_(policy), random_(seed), width_(policy.at_once) {}
caller::~caller() = default;

void caller::request_stop() {
  stopping_ = true;
  to_.stop();
  time_.wake_all();
}

void caller::abandon() {
  request_stop();
  abandoned_.ring();
}

void caller::expect(const std::string& name, const known_pace& earlier) {
  routes_[name].speed.expect(earlier, time_.now());
}

std::map<std::string, known_pace> caller::known() const {
  std::map<std::string, known_pace> out;
  for (const auto& [name, through] : routes_) out.emplace(name, through.speed.known(time_.now()));
  return out;
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
        take_back(what.route);
        --running_;
        call_next();
        co_return failure{failure_kind::cancelled, *objection};
      }
    }
    const time_point start = time_.now();
    const time_point due =
        std::min(start + policy_.exchange_time, policy_.deadline.value_or(time_point::max()));
    auto outcome = co_await exchange(what, due);
    if (what.watch) what.watch->after(outcome);
    --running_;
    log_exchange(what, outcome, number, time_.now() - start, start - asked);
    const decision next = learn(what, retries, start, outcome);
    call_next(); // who may start depends on what was learned
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

/// The transport's exchange, or abandon(), whichever is first.
asio::awaitable<result<response>> caller::exchange(request what, time_point due) {
  const auto executor = co_await asio::this_coro::executor;
  auto answer = asio::co_spawn(executor, to_.exchange(std::move(what), due), asio::deferred);
  auto end = asio::co_spawn(executor, abandoned_.wait(), asio::deferred);
  auto both = asio::experimental::make_parallel_group(std::move(answer), std::move(end));
  auto joined = both.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  auto ended = co_await std::move(joined);
  const bool abandoned = std::get<0>(ended)[0] == 1;
  const std::exception_ptr& thrown = std::get<1>(ended);
  if (!abandoned && thrown) std::rethrow_exception(thrown);
  result<response>& outcome = std::get<2>(ended);
  if (!abandoned || (!thrown && outcome)) co_return std::move(outcome);
  if (!thrown && !outcome.error().maybe_sent)
    co_return failure{failure_kind::cancelled, "not sent: a stop was requested"};
  co_return failure{failure_kind::disconnected,
                    "the answer was not waited for any longer: a stop was requested", true};
}

asio::awaitable<std::optional<failure>> caller::take_turn(const std::string& name, const std::string& last) {
  route& through = routes_[name];
  for (;;) {
    const time_point now = time_.now();
    const time_point at = opens(through, now);
    auto why = why_not(at, last);
    if (!why && std::max(through.speed.told_until(), all_closed_until_) - now > policy_.max_wait)
      why = unavailable(name, last_word::wait_too_long, last);
    if (why) {
      call_next(); // it may have been this one's turn
      co_return why;
    }
    if (at > now) {
      call_next();
      if (through.waiting++ == 0) through.waiting_since = now;
      co_await time_.sleep_until(at);
      if (--through.waiting == 0) counts_[name].paused += time_.now() - through.waiting_since;
    } else if (running_ + called_ < width_.allowed(now) && !through.speed.is_crowded(now)) {
      through.speed.started(now);
      ++running_;
      ++sent_;
      ++counts_[name].sent;
      co_return std::nullopt;
    } else {
      co_await wait_in_line(through);
    }
  }
}

asio::awaitable<void> caller::wait_in_line(route& through) {
  std::function<bool()> starts = [this, of = &through] {
    if (of->speed.is_crowded(time_.now(), of->called)) return false;
    ++called_;
    ++of->called;
    return true;
  };
  co_await line_.wait(std::move(starts));
  --called_;
  --through.called;
}

void caller::call_next() {
  const std::size_t allowed = width_.allowed(time_.now());
  while (running_ + called_ < allowed && line_.call_first()) {
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
  if (const auto why = why_not_send ? why_not_send() : std::nullopt)
    return failure{failure_kind::cancelled, "not sent: " + *why + before};
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
  const duration wait = std::max(routes_[name].speed.told_until(), all_closed_until_) - time_.now();
  return {failure_kind::rate_limited, "the server asks to wait " + in_words(wait) + ", more than the " +
                                          in_words(policy_.max_wait) + " allowed; come back in " +
                                          in_words(wait)};
}

time_point caller::opens(const route& through, time_point now) const {
  return std::max(through.speed.opens(now), all_closed_until_);
}

/// Where three routes were told to wait it is not about routes: all wait until fewer than three have to.
void caller::close_all_if_many_ask() {
  constexpr std::size_t many = 3;
  std::vector<time_point> asked;
  for (const auto& [name, through] : routes_) asked.push_back(through.speed.told_until());
  if (asked.size() < many) return;
  std::ranges::nth_element(asked, asked.begin() + (many - 1), std::greater());
  all_closed_until_ = std::max(all_closed_until_, asked[many - 1]);
}

void caller::take_back(const std::string& name) {
  routes_[name].speed.never_sent();
  --counts_[name].sent;
}

decision caller::learn(const request& what, int retries, time_point start, const result<response>& outcome) {
  attempt made;
  made.verb = what.verb;
  made.retries = retries;
  made.budget_left = retried_ < policy_.budget_base + policy_.budget_share * sent_;
  made.now = time_.now();
  made.chance = random_.unit();
  pace& speed = routes_[what.route].speed;
  if (!outcome) {
    made.failed = outcome.error().kind;
    if (made.failed == failure_kind::timed_out) width_.strained(start, made.now);
    if (outcome.error().maybe_sent) {
      speed.finished(start, made.now);
    } else {
      take_back(what.route);
      ++counts_[what.route].unsent;
    }
    return decide(made, policy_);
  }
  made.status = outcome->status;
  made.should_retry = told_should_retry(*outcome);
  made.told = told_wait(*outcome);
  made.quota = tells_of_quota(*outcome);
  if (made.status == 429) {
    ++counts_[what.route].limited;
    made.route_opens = speed.limited(start, made.now, made.told);
    made.told_until = speed.told_until();
    if (made.told) close_all_if_many_ask();
  } else {
    if (made.status >= 500) width_.strained(start, made.now);
    speed.finished(start, made.now);
  }
  return decide(made, policy_);
}

} // namespace rolecall::http
