#include "http/caller.hpp"
#include "limiters.hpp"
#include "virtual_run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <ostream>
#include <string>
#include <vector>

// What a limit that nobody told us costs, against servers that count in different ways and say it in
// different ways.

namespace asio = boost::asio;
namespace http = rolecall::http;
namespace testing = rolecall::http::testing;
using namespace std::chrono_literals;
using testing::limiter;
using testing::limiter_kind;

namespace rolecall::http::testing {
std::ostream& operator<<(std::ostream& out, limiter_kind kind) {
  constexpr const char* names[] = {"bucket", "sliding", "fixed"};
  return out << names[static_cast<int>(kind)];
}
} // namespace rolecall::http::testing

namespace {

enum class saying { nothing, seconds, fraction, date, milliseconds, text };

std::string date(http::time_point at) {
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
  char out[40];
  std::snprintf(out, sizeof out, "Sun, 06 Nov 1994 %02d:%02d:%02d GMT", int(s / 3600 % 24), int(s / 60 % 60),
                int(s % 60));
  return out;
}

http::response refusal(saying how, http::duration wait, http::time_point now) {
  http::response out{429, {}, R"({"error": {"message": "Rate limit reached."}})"};
  const double exact = std::chrono::duration<double>(wait).count();
  const auto whole = static_cast<long>(std::ceil(exact));
  switch (how) {
  case saying::nothing: break;
  case saying::seconds: out.headers = {{"Retry-After", std::to_string(whole)}}; break;
  case saying::fraction: out.headers = {{"Retry-After", std::to_string(exact + 0.001)}}; break;
  case saying::date:
    out.headers = {{"Date", date(now)}, {"Retry-After", date(now + std::chrono::seconds(whole))}};
    break;
  case saying::milliseconds:
    out.headers = {{"retry-after-ms", std::to_string(static_cast<long>(std::ceil(exact * 1000)))}};
    break;
  case saying::text:
    out.body = "please try again after " + std::to_string(exact + 0.001) + " seconds.";
    break;
  }
  return out;
}

/// A server with one limiter for each route, and workers that call it as fast as they may.
struct rush {
  rush(limiter_kind kind, int per_minute, saying how, http::virtual_clock& clock)
      : time(clock),
        to(clock,
           [this, kind, per_minute, how](const http::request& what, int) {
             auto& mine = limiters.try_emplace(what.route, kind, per_minute).first->second;
             const auto now = time.now();
             for (const auto& [known, until] : forbidden[what.route]) too_early += now > known && now < until;
             const auto wait = mine.refuse(now);
             if (!wait) return http::response{200, {}, "{}"};
             if (how != saying::nothing) forbidden[what.route].emplace_back(now + to.latency, now + *wait);
             ++limited;
             return refusal(how, *wait, now);
           }),
        calls(to, clock, policy(), 1) {}

  static http::retry_policy policy() {
    http::retry_policy out;
    out.at_once = 16;
    return out;
  }

  void call(const std::string& route, int needed) {
    left[route] = needed;
    for (int i = 0; i < 16; ++i)
      asio::co_spawn(io, work(route), [](std::exception_ptr e) {
        if (e) std::rethrow_exception(e);
      });
  }
  asio::awaitable<void> work(std::string route) {
    while (left[route] > 0) {
      --left[route];
      http::request what(http::method::get, "/x", route);
      const auto answered = co_await calls.call(std::move(what));
      REQUIRE(answered.has_value());
      CHECK(answered->status == 200);
      last = time.now();
    }
  }
  /// How long it all took, in seconds.
  double run() {
    const auto begun = time.now();
    testing::run_all(io, time);
    return std::chrono::duration<double>(last - begun).count();
  }

  asio::io_context io;
  http::virtual_clock& time;
  std::map<std::string, limiter> limiters;
  /// From when on the client knows it, and until when.
  std::map<std::string, std::vector<std::pair<http::time_point, http::time_point>>> forbidden;
  std::map<std::string, int> left;
  int limited = 0;
  int too_early = 0;
  http::time_point last{};
  testing::scripted_transport to;
  http::caller calls;
};

void let_pass(http::duration how_long, http::virtual_clock& time) {
  asio::io_context io;
  const auto until = time.now() + how_long;
  asio::co_spawn(io, time.sleep_until(until), [](std::exception_ptr, boost::system::error_code) {});
  testing::run_all(io, time);
}

struct one_run {
  limiter_kind kind;
  int per_minute;
  saying how;
  int needed;
};

std::vector<one_run> all_runs() {
  std::vector<one_run> out;
  for (const auto kind : {limiter_kind::bucket, limiter_kind::sliding, limiter_kind::fixed}) {
    for (const auto& [n, needed] : std::map<int, int>{{7, 1200}, {60, 1500}, {600, 6000}}) {
      for (const auto how : {saying::nothing, saying::seconds, saying::fraction, saying::date,
                             saying::milliseconds, saying::text})
        out.push_back({kind, n, how, needed});
    }
  }
  return out;
}

} // namespace

TEST_SUITE_BEGIN("http::caller");

TEST_CASE("a limit costs no more than itself, however the server counts and whatever it says") {
  for (const one_run& one : all_runs()) {
    CAPTURE(one.kind);
    CAPTURE(one.per_minute);
    CAPTURE(static_cast<int>(one.how));
    http::virtual_clock time;
    rush all(one.kind, one.per_minute, one.how, time);
    all.call("GET /a", one.needed);
    const double took = all.run();
    const double least = 60.0 * one.needed / one.per_minute;
    const double windows = std::ceil(took / 60);
    CHECK(all.too_early == 0);
    if (one.how == saying::nothing) {
      CHECK(took - 60 <= 1.10 * least);
      CHECK(all.limited <= std::max(3, std::min(16, one.per_minute / 3)) + windows);
    } else {
      CHECK(took <= 1.03 * least);
      CHECK(all.limited < 0.02 * (one.needed + all.limited));
    }
    time.drop();
  }
}

TEST_CASE("a limit that nothing is known of is overrun by a third of it, and no limit costs ten answers") {
  for (const auto kind : {limiter_kind::bucket, limiter_kind::sliding}) {
    for (const int n : {2, 7, 8, 10, 15, 30, 45, 60, 100}) {
      CAPTURE(kind);
      CAPTURE(n);
      http::virtual_clock time;
      rush all(kind, n, saying::seconds, time);
      all.call("GET /a", n + 5); // most of them within the first seconds
      all.run();
      const int share = n <= 60 ? std::min(n / 3, 7) : n / 3;
      CHECK(all.limited <= std::max({3, 7 - n + 1, share + 1}));
      time.drop();
    }
  }
  for (const int needed : {439, 6000}) {
    CAPTURE(needed);
    http::virtual_clock time;
    rush all(limiter_kind::bucket, 1'000'000, saying::nothing, time);
    all.call("GET /a", needed);
    CHECK(all.run() <= 0.02 * (std::ceil(needed / 16.0) + 10) + 0.001);
    time.drop();
  }
}

TEST_CASE("what one run has learned spares the next one every 429, even where it follows at once") {
  for (const auto kind : {limiter_kind::bucket, limiter_kind::sliding, limiter_kind::fixed}) {
    for (const auto& size : std::map<int, int>{{7, 100}, {60, 700}, {600, 6000}}) {
      const int n = size.first;
      const int needed = size.second;
      for (const auto how : {saying::nothing, saying::seconds}) {
        for (const http::duration later : {http::duration(1s), http::duration(20s), http::duration(10min)}) {
          CAPTURE(kind);
          CAPTURE(n);
          CAPTURE(later.count());
          http::virtual_clock time;
          rush first(kind, n, how, time);
          first.call("GET /a", needed);
          first.run();
          REQUIRE(first.limited > 0);
          const auto known = first.calls.known().at("GET /a");
          CHECK(known.per_minute >= static_cast<std::size_t>(n - n / 20));
          CHECK(known.per_minute <= static_cast<std::size_t>(n + n / 20 + 1));
          let_pass(later, time);
          rush next(kind, n, how, time);
          next.limiters = first.limiters;
          next.calls.expect("GET /a", known);
          next.call("GET /a", needed);
          CHECK(next.run() <= 60.0 + 60.0 * needed / n);
          CHECK(next.limited == 0);
          time.drop();
        }
      }
    }
  }
}

TEST_CASE("two endpoints of equal need take the time of one") {
  for (const auto how : {saying::nothing, saying::seconds}) {
    http::virtual_clock alone_time;
    rush alone(limiter_kind::bucket, 10, how, alone_time);
    alone.call("GET /a", 100);
    const double one = alone.run();
    alone_time.drop();
    http::virtual_clock time;
    rush both(limiter_kind::bucket, 10, how, time);
    both.call("GET /a", 100);
    both.call("GET /b", 100);
    CHECK(both.run() <= 1.01 * one);
    time.drop();
  }
}

TEST_CASE("an allowance that was smaller by chance is found to be larger again") {
  http::virtual_clock time;
  rush all(limiter_kind::bucket, 100, saying::nothing, time);
  limiter& mine = all.limiters.try_emplace("GET /a", limiter_kind::bucket, 100).first->second;
  for (int i = 0; i < 95; ++i) mine.refuse(time.now()); // by somebody else
  all.call("GET /a", 1000);
  // Eight minutes more than ten: 5, 6, 8, 12, 20, 36, 68 and then a hundred in each.
  CHECK(all.run() < 18 * 60.0);
  time.drop();
}

TEST_SUITE_END();
