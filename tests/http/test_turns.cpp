#include "http/caller.hpp"
#include "virtual_run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Whose turn it is when a call does not use its own, and what is left of calls that are given up.

namespace asio = boost::asio;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;
using namespace std::chrono_literals;

namespace {

using kind = http::failure_kind;

const http::time_point start{};

http::response status(int code, std::vector<http::header> headers = {}) {
  return {code, std::move(headers), "{}"};
}

http::retry_policy one_at_a_time() {
  http::retry_policy out;
  out.at_once = 1;
  return out;
}

/// After how long, and what.
struct answer {
  http::duration after{20ms};
  http::result<http::response> what = status(200);
};

/// Answers by route.
struct routes {
  explicit routes(std::map<std::string, answer> all, http::retry_policy policy)
      : to(time,
           [this, all = std::move(all)](const http::request& what, int) {
             const auto& found = all.at(what.route);
             to.latency = found.after;
             return found.what;
           }),
        calls(to, time, policy, 1) {}
  ~routes() { time.drop(); }
  routes(const routes&) = delete;
  routes& operator=(const routes&) = delete;

  void call(const std::string& route, const http::exchange_watch* watch = nullptr) {
    http::request what(http::method::post, "/x", route);
    what.watch = watch;
    asio::co_spawn(io, calls.call(std::move(what)),
                   [this, route](std::exception_ptr thrown, http::result<http::response> r) {
                     CHECK_FALSE(thrown);
                     outcomes.emplace(route, std::move(r));
                   });
  }
  void run() { testing::run_all(io, time); }
  [[nodiscard]] std::optional<http::time_point> sent(const std::string& route) const {
    for (const auto& one : to.requests) {
      if (one.route == route) return one.at;
    }
    return std::nullopt;
  }

  asio::io_context io;
  http::virtual_clock time;
  testing::scripted_transport to;
  http::caller calls;
  std::multimap<std::string, http::result<http::response>> outcomes;
};

/// Nothing ends it but a cancellation; then it has an answer all the same.
class late_transport final : public http::transport {
public:
  explicit late_transport(http::clock& time) : time_(time) {}
  asio::awaitable<http::result<http::response>> exchange(http::request, http::time_point deadline) override {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
      const auto state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() != asio::cancellation_type::none || time_.now() >= deadline) break;
      co_await time_.sleep_until(deadline);
    }
    co_return status(200);
  }
  void stop() override { ++stops; }
  int stops = 0;

private:
  http::clock& time_;
};

} // namespace

TEST_SUITE_BEGIN("http::caller");

TEST_CASE(
    "a call that is objected to when its turn has come is not sent, takes no time, and passes its turn on") {
  routes s({{"a", {}}, {"b", {}}, {"c", {}}}, one_at_a_time());
  http::known_pace narrow; // one a minute
  narrow.per_minute = 1;
  s.calls.expect("a", narrow);
  int heard = 0;
  http::exchange_watch objecting;
  objecting.before = [](const http::request&) -> asio::awaitable<std::optional<std::string>> {
    std::optional<std::string> why("the disk is full");
    co_return why;
  };
  objecting.after = [&](const http::result<http::response>&) { ++heard; };
  s.call("b"); // is under way, the others wait in line
  for (int i = 0; i < 3; ++i) s.call("a", &objecting);
  s.call("a");
  s.call("c");
  s.run();
  CHECK(s.outcomes.size() == 6);
  CHECK(heard == 0);
  CHECK(s.to.requests.size() == 3);
  CHECK(s.sent("a") == start + 20ms); // what was never sent is no part of the minute
  CHECK(s.sent("c") == start + 40ms);
  int objections = 0;
  for (const auto& one : s.outcomes) {
    if (one.second.has_value()) continue;
    ++objections;
    CHECK(one.second.error().kind == kind::cancelled);
    CHECK(one.second.error().message == "the disk is full");
    CHECK_FALSE(one.second.error().maybe_sent);
  }
  CHECK(objections == 3);
}

TEST_CASE("who watches a call is told of each attempt, on both sides of it") {
  routes s({{"a", {1s, status(429, {{"Retry-After", "2"}})}}}, [] {
    http::retry_policy out;
    out.deadline = start + 8s;
    return out;
  }());
  std::vector<std::string> told;
  http::exchange_watch watch;
  watch.before = [&](const http::request&) -> asio::awaitable<std::optional<std::string>> {
    told.emplace_back("before");
    std::optional<std::string> none;
    co_return none;
  };
  watch.after = [&](const http::result<http::response>& r) {
    told.push_back(r.has_value() ? std::to_string(r->status) : "failed");
  };
  s.call("a", &watch);
  s.run();
  CHECK(told == std::vector<std::string>{"before", "429", "before", "429", "before", "429"});
  REQUIRE(s.outcomes.size() == 1);
}

TEST_CASE("a call whose turn comes while its route is closed passes the turn on") {
  http::retry_policy two;
  two.at_once = 2;
  routes s({{"busy", {1s, status(429, {{"Retry-After", "60"}})}}, {"slow", {30s}}, {"free", {}}}, two);
  s.call("busy");
  s.call("slow");
  s.call("busy"); // in line, and in vain from the second on that the first one is told to wait
  s.call("free");
  for (int i = 0; i < 1000 && !s.sent("free"); ++i) {
    s.io.restart();
    if (s.io.poll() == 0 && !s.time.fire_earliest()) break;
  }
  CHECK(s.sent("free") == start + 1s);
}

TEST_CASE("so does one that would have to wait longer than is allowed") {
  http::retry_policy two;
  two.at_once = 2;
  two.max_wait = 10s;
  routes s({{"busy", {1s, status(429, {{"Retry-After", "60"}})}}, {"slow", {30s}}, {"free", {}}}, two);
  s.call("busy");
  s.call("slow");
  s.call("busy");
  s.call("free");
  s.run();
  CHECK(s.sent("free") == start + 1s);
  CHECK(s.outcomes.size() == 4);
  for (const auto& one : s.outcomes) {
    if (one.first == "busy") CHECK(one.second.error().kind == kind::rate_limited);
  }
}

TEST_CASE("an answer that is there when a run is abandoned is not thrown away") {
  http::virtual_clock time;
  asio::io_context io;
  late_transport to(time);
  http::caller calls(to, time, {}, 1);
  std::optional<http::result<http::response>> outcome;
  asio::co_spawn(io, calls.call({http::method::post, "/x", "x"}),
                 [&](std::exception_ptr thrown, http::result<http::response> r) {
                   CHECK_FALSE(thrown);
                   outcome = std::move(r);
                 });
  io.poll();
  CHECK_FALSE(outcome.has_value());
  calls.abandon(); // and nothing before it
  io.restart();
  io.poll();
  REQUIRE(outcome.has_value());
  REQUIRE(outcome->has_value());
  CHECK((*outcome)->status == 200);
  CHECK(to.stops == 1);
  CHECK(calls.stopping());

  std::optional<http::result<http::response>> next; // and nothing is sent after it
  asio::co_spawn(io, calls.call({http::method::post, "/x", "x"}),
                 [&](std::exception_ptr, http::result<http::response> r) { next = std::move(r); });
  testing::run_all(io, time);
  REQUIRE(next.has_value());
  REQUIRE(next->has_error());
  CHECK(next->error().kind == kind::cancelled);
}

TEST_CASE("a run that is abandoned while a request is written down does not wait for its answer") {
  http::virtual_clock time;
  asio::io_context io;
  late_transport to(time);
  http::caller calls(to, time, {}, 1);
  http::exchange_watch slow;
  slow.before = [&](const http::request&) -> asio::awaitable<std::optional<std::string>> {
    const auto then = start + 2s;
    co_await time.sleep_until(then);
    calls.abandon();
    std::optional<std::string> none;
    co_return none;
  };
  slow.after = [](const http::result<http::response>&) {};
  http::request what(http::method::post, "/x", "x");
  what.watch = &slow;
  bool ended = false;
  asio::co_spawn(io, calls.call(std::move(what)),
                 [&](std::exception_ptr, const http::result<http::response>&) { ended = true; });
  testing::run_all(io, time);
  CHECK(ended);
  CHECK(time.now() == start + 2s);
}

TEST_CASE("nothing is sent once the deadline has come") {
  http::retry_policy hasty;
  hasty.deadline = start + 1s;
  routes s({{"a", {1s}}, {"b", {}}}, hasty);
  s.call("a");
  s.run();
  REQUIRE(s.time.now() >= *hasty.deadline);
  s.call("b");
  s.run();
  CHECK_FALSE(s.sent("b").has_value());
  REQUIRE(s.outcomes.count("b") == 1);
  CHECK(s.outcomes.find("b")->second.error().kind == kind::out_of_time);
}

TEST_CASE(
    "calls that wait when their context goes never return, and are gone with it, before the caller is") {
  http::virtual_clock time;
  late_transport to(time);
  const http::retry_policy one = one_at_a_time();
  http::caller calls(to, time, one, 1);
  int returned = 0;
  std::weak_ptr<int> under_way;
  std::weak_ptr<int> in_line;
  {
    asio::io_context io;
    for (std::weak_ptr<int>* watched : {&under_way, &in_line}) {
      auto token = std::make_shared<int>(0);
      *watched = token;
      asio::co_spawn(
          io, calls.call({http::method::post, "/x", "x"}),
          [&returned, token](std::exception_ptr, const http::result<http::response>&) { ++returned; });
    }
    io.poll();
    CHECK_FALSE(under_way.expired());
    CHECK_FALSE(in_line.expired());
    time.drop();
  }
  CHECK(under_way.expired());
  CHECK(in_line.expired());
  CHECK(returned == 0);
}

TEST_SUITE_END();
