#include "http/caller.hpp"
#include "virtual_run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;
using namespace std::chrono_literals;

namespace {

using kind = http::failure_kind;

http::response status(int code, std::vector<http::header> headers = {}) {
  return {code, std::move(headers), "{}"};
}

/// A caller, what it talks to, and what came of its calls, in the order they ended.
struct scene {
  explicit scene(testing::scripted_transport::script answer, http::retry_policy policy = {},
                 std::uint64_t seed = 1)
      : to(time, std::move(answer)), calls(to, time, policy, seed) {}
  ~scene() { time.drop(); }
  scene(const scene&) = delete;
  scene& operator=(const scene&) = delete;

  void call(http::method verb, const std::string& route) {
    http::request what(verb, "/x", route);
    asio::co_spawn(io, calls.call(std::move(what)),
                   [this](std::exception_ptr thrown, http::result<http::response> r) {
                     CHECK_FALSE(thrown);
                     outcomes.push_back(std::move(r));
                     ended.push_back(time.now());
                   });
  }
  const http::result<http::response>& only_outcome() {
    testing::run_all(io, time);
    REQUIRE(outcomes.size() == 1);
    return outcomes.front();
  }

  asio::io_context io;
  http::virtual_clock time;
  testing::scripted_transport to;
  http::caller calls;
  std::vector<http::result<http::response>> outcomes;
  std::vector<http::time_point> ended;
};

const http::time_point start{};

} // namespace

TEST_SUITE_BEGIN("http::caller");

TEST_CASE("a GET is repeated until it is answered, within the bounds of the back-off") {
  scene s([](const http::request&, int number) { return number < 4 ? status(503) : status(200); });
  s.call(http::method::get, "GET /a");
  CHECK(s.only_outcome()->status == 200);
  REQUIRE(s.to.requests.size() == 4);
  for (std::size_t i = 1; i < 4; ++i) {
    const auto waited = s.to.requests[i].at - s.to.requests[i - 1].at - s.to.latency;
    CHECK(waited >= 500ms);
    CHECK(waited <= 500ms * (1 << i));
  }
  const auto& counts = s.calls.counts().at("GET /a");
  CHECK(counts.sent == 4);
  CHECK(counts.retries == 3);
  CHECK(counts.limited == 0);
}

TEST_CASE("what was never sent is not counted as sent") {
  scene s([](const http::request& what, int number) -> http::result<http::response> {
    if (what.route == "write") return http::failure{kind::unreachable, "no connection", false};
    if (number < 3) return http::failure{kind::unreachable, "no connection", false};
    return status(200);
  });
  s.call(http::method::get, "GET /a");
  CHECK(s.only_outcome()->status == 200);
  const auto& counts = s.calls.counts();
  CHECK(counts.at("GET /a").sent == 1);
  CHECK(counts.at("GET /a").unsent == 2);
  CHECK(counts.at("GET /a").retries == 2);
  s.call(http::method::post, "write");
  testing::run_all(s.io, s.time);
  CHECK(s.outcomes.back().has_error());
  CHECK(counts.at("write").sent == 0);
  CHECK(counts.at("write").unsent == 1);
}

// Covers F14.
TEST_CASE("a GET that fails for ever is sent five times, and the last failure is what comes back") {
  scene s([](const http::request&, int number) -> http::result<http::response> {
    return http::failure{kind::disconnected, "lost " + std::to_string(number), true};
  });
  s.call(http::method::get, "GET /a");
  REQUIRE(s.only_outcome().has_error());
  CHECK(s.outcomes[0].error().message == "lost 5");
  CHECK(s.to.requests.size() == 5);
}

TEST_CASE("what writes is sent once: its outcome is for the caller to find out") {
  for (const auto verb : {http::method::post, http::method::del}) {
    scene s([](const http::request&, int) -> http::result<http::response> {
      return http::failure{kind::disconnected, "lost", true};
    });
    s.call(verb, "write");
    REQUIRE(s.only_outcome().has_error());
    CHECK(s.outcomes[0].error().maybe_sent);
    CHECK(s.to.requests.size() == 1);
  }
  scene s([](const http::request&, int) {
    return status(502, {{"x-should-retry", "true"}, {"Retry-After", "1"}});
  });
  s.call(http::method::post, "write");
  CHECK(s.only_outcome()->status == 502);
  CHECK(s.to.requests.size() == 1);
}

// Covers F11.
TEST_CASE("a 429 is waited out for every method, as long as the server says") {
  for (const auto verb : {http::method::get, http::method::post, http::method::del}) {
    scene s([](const http::request&, int number) {
      return number < 10 ? status(429, {{"Retry-After", "4"}}) : status(200);
    });
    s.call(verb, "x");
    CHECK(s.only_outcome()->status == 200);
    REQUIRE(s.to.requests.size() == 10);
    for (std::size_t i = 1; i < 10; ++i)
      CHECK(s.to.requests[i].at - s.to.requests[i - 1].at == 4s + s.to.latency);
    CHECK(s.calls.counts().at("x").limited == 9);
    CHECK(s.calls.counts().at("x").retries == 0);
    CHECK(s.calls.counts().at("x").paused == 9 * 4s);
  }
}

// Covers F11.
TEST_CASE("a pause holds every call of its route, and no call of another") {
  scene s([](const http::request& what, int number) {
    return what.route == "busy" && number == 1 ? status(429, {{"Retry-After", "30"}}) : status(200);
  });
  s.call(http::method::get, "busy");
  asio::co_spawn(
      s.io,
      [](scene& all) -> asio::awaitable<void> {
        const auto at = start + 1s;
        co_await all.time.sleep_until(at);
        for (int i = 0; i < 12; ++i) all.call(http::method::get, i % 2 == 0 ? "busy" : "free");
      }(s),
      [](std::exception_ptr) {});
  testing::run_all(s.io, s.time);
  CHECK(s.outcomes.size() == 13);
  for (std::size_t i = 1; i < s.to.requests.size(); ++i) {
    const auto& sent = s.to.requests[i];
    CHECK(sent.at == (sent.route == "busy" ? start + 30s + s.to.latency : start + 1s));
  }
  CHECK(s.calls.counts().at("busy").paused == 30s);
  CHECK(s.calls.counts().at("free").paused == 0s);
}

TEST_CASE(
    "a limit that is never named is learned: one 429 a window at most, and nearly its whole rate used") {
  constexpr int allowed = 10;
  constexpr int needed = 60;
  std::deque<http::time_point> let_through; // by the server, in any 60 s
  http::virtual_clock* time = nullptr;
  scene s([&](const http::request&, int) {
    while (!let_through.empty() && let_through.front() <= time->now() - 60s) let_through.pop_front();
    if (let_through.size() >= allowed) return status(429);
    let_through.push_back(time->now());
    return status(200);
  });
  time = &s.time;
  for (int i = 0; i < needed; ++i) s.call(http::method::get, "GET /a");
  testing::run_all(s.io, s.time);
  REQUIRE(s.outcomes.size() == needed);
  CHECK(std::ranges::all_of(s.outcomes, [](const auto& r) { return r && r->status == 200; }));
  // Sixty at ten a minute: five windows after the first. All are sent at once before the limit is known.
  CHECK(s.time.now() - start < 5 * 60s * 1.10);
  CHECK(s.calls.counts().at("GET /a").limited <= needed - allowed + 5);
}

// Covers F12.
TEST_CASE("a route that never answers anything but 429 is given up at the deadline") {
  http::retry_policy policy;
  policy.deadline = start + 10min;
  scene s([](const http::request&, int) { return status(429); }, policy);
  s.call(http::method::post, "x");
  REQUIRE(s.only_outcome().has_error());
  CHECK(s.outcomes[0].error().kind == kind::out_of_time);
  CHECK_FALSE(s.outcomes[0].error().maybe_sent);
  CHECK(s.to.requests.size() == 10);
  CHECK(s.ended[0] < start + 10min);
}

// Covers F11.
TEST_CASE("a wait beyond what is allowed ends the calls of that route, none sent before its time") {
  scene s([](const http::request&, int) { return status(429, {{"Retry-After", "86400"}}); });
  s.call(http::method::get, "GET /a");
  REQUIRE(s.only_outcome().has_error());
  CHECK(s.outcomes[0].error().kind == kind::rate_limited);
  CHECK(s.outcomes[0].error().message ==
        "the server asks to wait 24 h 0 min, more than the 15 min allowed; come back in 24 h 0 min");
  s.call(http::method::get, "GET /a");
  testing::run_all(s.io, s.time);
  REQUIRE(s.outcomes.size() == 2);
  CHECK(s.outcomes[1].error().kind == kind::rate_limited);
  CHECK(s.to.requests.size() == 1);
}

TEST_CASE("where three routes are told to wait, all others wait too, until fewer than three have to") {
  for (const int told : {2, 3}) {
    scene s([&](const http::request& what, int number) {
      if (number <= told) return status(429, {{"Retry-After", what.route}});
      return status(200);
    });
    for (const char* route : {"10", "20", "30"}) s.call(http::method::get, route);
    asio::co_spawn(
        s.io,
        [](scene& all) -> asio::awaitable<void> {
          const auto at = start + 1s;
          co_await all.time.sleep_until(at);
          all.call(http::method::get, "another");
        }(s),
        [](std::exception_ptr) {});
    testing::run_all(s.io, s.time);
    const auto another =
        std::ranges::find(s.to.requests, "another", &testing::scripted_transport::sent::route);
    REQUIRE(another != s.to.requests.end());
    CHECK(another->at == (told == 3 ? start + 10s + s.to.latency : start + 1s));
  }
}

TEST_CASE("where the server cannot keep up, fewer exchanges are under way at once") {
  http::retry_policy policy;
  policy.at_once = 10;
  policy.retries = 0;
  scene s([](const http::request&, int number) { return status(number <= 10 ? 503 : 200); }, policy);
  s.calls.expect("GET /a", {0, 90, start}); // a server that is known not to mind many at once
  for (int i = 0; i < 100; ++i) s.call(http::method::get, "GET /a");
  testing::run_all(s.io, s.time);
  REQUIRE(s.to.requests.size() == 100);
  std::map<http::time_point, int> at_once;
  for (const auto& sent : s.to.requests) ++at_once[sent.at];
  std::vector<int> rounds;
  for (const auto& [at, count] : at_once) rounds.push_back(count);
  CHECK(rounds.front() == 10);
  CHECK(std::ranges::all_of(rounds.begin() + 1, rounds.end() - 1, [](int n) { return n == 7; }));
}

// Covers F13.
TEST_CASE("a 429 for want of quota is an answer") {
  scene s([](const http::request&, int) {
    return http::response{429, {}, R"({"error": {"code": "insufficient_quota"}})"};
  });
  s.call(http::method::get, "GET /a");
  CHECK(s.only_outcome()->status == 429);
  CHECK(s.to.requests.size() == 1);
}

// Covers F14.
TEST_CASE("when everything fails, retries stay within a tenth of the requests and ten") {
  scene s([](const http::request&, int) { return status(500); });
  for (int i = 0; i < 300; ++i) s.call(http::method::get, "GET /a");
  testing::run_all(s.io, s.time);
  CHECK(s.outcomes.size() == 300);
  const auto& counts = s.calls.counts().at("GET /a");
  CHECK(counts.sent == 300 + counts.retries);
  CHECK(counts.retries >= 10);
  CHECK(counts.retries <= 10 + counts.sent / 10 + 1);
}

TEST_CASE("what may not be sent any more is not, neither at first nor again") {
  std::optional<std::string> why;
  scene s([&](const http::request&, int) -> http::result<http::response> {
    why = "the lock was lost";
    return status(503, {});
  });
  s.calls.why_not_send = [&] { return why; };
  s.call(http::method::get, "a");
  const http::failure retried = s.only_outcome().error();
  CHECK(retried.kind == kind::cancelled);
  CHECK(retried.message == "not sent: the lock was lost (before that: status 503)");
  CHECK_FALSE(retried.maybe_sent);
  s.outcomes.clear();
  s.call(http::method::post, "b");
  CHECK(s.only_outcome().error().message == "not sent: the lock was lost");
  CHECK(s.to.requests.size() == 1);
}

// Covers F37.
TEST_CASE("a stop ends what waits, at once, and lets nothing start") {
  scene s([](const http::request& what, int) -> http::result<http::response> {
    if (what.route == "paused") return status(429, {{"Retry-After", "600"}});
    if (what.route == "broken") return status(503, {{"Retry-After", "600"}});
    return status(200);
  });
  s.to.latency = 3s;
  s.call(http::method::get, "paused");
  s.call(http::method::get, "broken");
  asio::co_spawn(
      s.io,
      [](scene& all) -> asio::awaitable<void> {
        const auto before = start + 5s;
        co_await all.time.sleep_until(before);
        all.call(http::method::get, "under way");
        const auto then = start + 6s;
        co_await all.time.sleep_until(then);
        all.calls.request_stop();
        all.call(http::method::get, "late");
      }(s),
      [](std::exception_ptr) {});
  // The scripted transport sleeps on the same clock: woken early, its answer is there early.
  testing::run_all(s.io, s.time);
  REQUIRE(s.outcomes.size() == 4);
  CHECK(s.time.now() == start + 6s);
  int cancelled = 0;
  for (const auto& r : s.outcomes) cancelled += r.has_error() && r.error().kind == kind::cancelled ? 1 : 0;
  CHECK(cancelled == 3);
  CHECK(s.to.requests.size() == 3);
  CHECK(s.calls.stopping());
}

namespace {

/// Nothing wakes it: as a connection that hangs.
class deaf_transport final : public http::transport {
public:
  deaf_transport(http::clock& time, bool sends) : time_(time), sends_(sends) {}

  asio::awaitable<http::result<http::response>> exchange(http::request, http::time_point deadline) override {
    ++begun;
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto cancelled = [](const asio::cancellation_state& state) {
      return state.cancelled() != asio::cancellation_type::none;
    };
    for (;;) {
      const auto state = co_await asio::this_coro::cancellation_state;
      if (cancelled(state) || time_.now() >= deadline) break;
      co_await time_.sleep_until(deadline);
    }
    co_return http::failure{kind::timed_out, "cut off", sends_};
  }
  void stop() override { ++stops; }

  int begun = 0;
  int stops = 0;

private:
  http::clock& time_;
  bool sends_;
};

} // namespace

TEST_CASE("what is under way when a run is abandoned ends at once, in doubt only if it may have been sent") {
  for (const bool sends : {true, false}) {
    for (const auto verb : {http::method::get, http::method::post, http::method::del}) {
      http::virtual_clock time;
      asio::io_context io;
      deaf_transport to(time, sends);
      http::caller calls(to, time, {}, 1);
      std::optional<http::result<http::response>> outcome;
      asio::co_spawn(io, calls.call({verb, "/x", "x"}),
                     [&](std::exception_ptr thrown, http::result<http::response> r) {
                       CHECK_FALSE(thrown);
                       outcome = std::move(r);
                     });
      asio::co_spawn(
          io,
          [](http::caller& all, http::clock& clock) -> asio::awaitable<void> {
            const auto first = start + 1s;
            co_await clock.sleep_until(first);
            all.request_stop();
            const auto then = start + 6s;
            co_await clock.sleep_until(then);
            all.abandon();
          }(calls, time),
          [](std::exception_ptr) {});
      testing::run_all(io, time);
      REQUIRE(outcome.has_value());
      REQUIRE(outcome->has_error());
      CHECK(time.now() == start + 6s);
      CHECK(to.begun == 1);
      CHECK(to.stops >= 1);
      const bool doubtful = sends && verb != http::method::get; // a read is only not sent again
      CHECK(outcome->error().maybe_sent == doubtful);
      CHECK(outcome->error().kind == (doubtful ? kind::disconnected : kind::cancelled));
    }
  }
}

TEST_CASE("an exception of a transport comes through") {
  struct broken final : http::transport {
    asio::awaitable<http::result<http::response>> exchange(http::request, http::time_point) override {
      throw std::logic_error("broken");
      co_return http::failure{kind::refused, ""};
    }
  };
  http::virtual_clock time;
  asio::io_context io;
  broken to;
  http::caller calls(to, time, {}, 1);
  std::string said;
  asio::co_spawn(io, calls.call({http::method::get, "/x", "x"}),
                 [&](const std::exception_ptr& thrown, const http::result<http::response>&) {
                   REQUIRE(thrown);
                   try {
                     std::rethrow_exception(thrown);
                   } catch (const std::logic_error& e) {
                     said = e.what();
                   }
                 });
  testing::run_all(io, time);
  CHECK(said == "broken");
}

TEST_CASE("an exchange may take a minute, or what is left until the deadline") {
  const auto answer = [](const http::request&, int) { return status(200); };
  scene slow(answer);
  slow.to.latency = 61s;
  slow.call(http::method::post, "x");
  REQUIRE(slow.only_outcome().has_error());
  CHECK(slow.outcomes[0].error().kind == kind::timed_out);
  CHECK(slow.ended[0] == start + 60s);
  http::retry_policy hasty;
  hasty.deadline = start + 7s;
  scene late(answer, hasty);
  late.to.latency = 61s;
  late.call(http::method::post, "x");
  REQUIRE(late.only_outcome().has_error());
  CHECK(late.outcomes[0].error().kind == kind::timed_out);
  CHECK(late.outcomes[0].error().maybe_sent);
  CHECK(late.ended[0] == start + 7s);
}

TEST_CASE("the same seed makes the same run, another seed another") {
  const auto times = [](std::uint64_t seed) {
    scene s([](const http::request&, int) { return status(500); }, {}, seed);
    for (int i = 0; i < 5; ++i) s.call(http::method::get, "GET /a");
    testing::run_all(s.io, s.time);
    std::vector<http::time_point> at;
    for (const auto& sent : s.to.requests) at.push_back(sent.at);
    return at;
  };
  CHECK(times(7) == times(7));
  CHECK(times(7) != times(8));
}

TEST_CASE("calls cut off in the middle of anything leave nothing behind") {
  for (int steps = 0; steps < 40; ++steps) {
    scene s([](const http::request&, int number) -> http::result<http::response> {
      if (number % 3 == 0) return status(429);
      if (number % 3 == 1) return http::failure{kind::timed_out, "late", true};
      return status(200);
    });
    for (int i = 0; i < 6; ++i) s.call(http::method::get, "GET /a");
    for (int i = 0; i < steps; ++i) {
      s.io.restart();
      if (s.io.poll_one() == 0 && !s.time.fire_earliest()) break;
    }
    CHECK(s.outcomes.size() <= 6);
  }
}

TEST_SUITE_END();
