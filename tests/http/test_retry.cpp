#include "http/retry.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <string>

namespace http = rolecall::http;
using namespace std::chrono_literals;

namespace rolecall::http {

static std::ostream& operator<<(std::ostream& out, const decision& d) {
  if (const auto* const end = std::get_if<give_up>(&d))
    return out << "give up " << static_cast<int>(end->why);
  const auto& wait = std::get<wait_until>(d);
  return out << (wait.is_retry ? "retry at " : "wait until ")
             << std::chrono::duration<double>(wait.at.time_since_epoch()).count() << " s";
}

} // namespace rolecall::http

namespace {

constexpr http::time_point start{1000s};

http::attempt answered(http::method verb, int status) {
  http::attempt made;
  made.verb = verb;
  made.status = status;
  made.now = start;
  return made;
}

http::attempt failed(http::method verb, http::failure_kind kind) {
  http::attempt made;
  made.verb = verb;
  made.failed = kind;
  made.now = start;
  return made;
}

const http::decision no_more = http::give_up{};
http::decision retry_after(http::duration wait) { return http::wait_until{start + wait, true}; }

} // namespace

TEST_SUITE_BEGIN("http::retry");

// Covers F14, F22.
TEST_CASE("a GET is tried again after what may pass, and after nothing else") {
  for (const int status : {408, 425, 500, 501, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 599}) {
    CAPTURE(status);
    CHECK(http::decide(answered(http::method::get, status), {}) == retry_after(500ms));
  }
  for (const int status : {200, 201, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 409, 410, 413, 422}) {
    CAPTURE(status);
    CHECK(http::decide(answered(http::method::get, status), {}) == no_more);
  }
  using kind = http::failure_kind;
  for (const kind k : {kind::unreachable, kind::disconnected, kind::timed_out, kind::handshake}) {
    CAPTURE(k);
    CHECK(http::decide(failed(http::method::get, k), {}) == retry_after(500ms));
  }
  for (const kind k : {kind::refused, kind::unknown_host, kind::untrusted, kind::protocol, kind::too_large,
                       kind::rate_limited, kind::out_of_time, kind::cancelled}) {
    CAPTURE(k);
    CHECK(http::decide(failed(http::method::get, k), {}) == no_more);
  }
}

// Covers F14, F15, F22.
TEST_CASE("what writes is sent once, whatever comes of it") {
  for (const auto verb : {http::method::post, http::method::del}) {
    for (const int status : {200, 400, 408, 409, 425, 500, 502, 503, 520}) {
      auto made = answered(verb, status);
      made.should_retry = true;
      CHECK(http::decide(made, {}) == no_more);
    }
    for (const auto k : {http::failure_kind::unreachable, http::failure_kind::disconnected,
                         http::failure_kind::timed_out, http::failure_kind::handshake}) {
      CHECK(http::decide(failed(verb, k), {}) == no_more);
    }
  }
}

// Covers F4.
TEST_CASE("a broken-off handshake is tried again once") {
  auto made = failed(http::method::get, http::failure_kind::handshake);
  made.retries = 1;
  CHECK(http::decide(made, {}) == no_more);
}

TEST_CASE("retries end with their number, the budget, or the deadline") {
  auto made = answered(http::method::get, 503);
  made.retries = 3;
  CHECK(http::decide(made, {}) == retry_after(500ms));
  made.retries = 4;
  CHECK(http::decide(made, {}) == no_more);
  made.retries = 0;
  made.budget_left = false;
  CHECK(http::decide(made, {}) == no_more);
  made.budget_left = true;
  http::retry_policy short_of_time;
  short_of_time.deadline = start + 500ms;
  CHECK(http::decide(made, short_of_time) == http::decision(http::give_up{http::last_word::out_of_time}));
  short_of_time.deadline = start + 501ms;
  CHECK(http::decide(made, short_of_time) == retry_after(500ms));
}

TEST_CASE("the back-off is drawn between the least and a bound that doubles up to the most") {
  struct row {
    int retries;
    double chance;
    http::duration wait;
  };
  const row rows[] = {{0, 0.0, 500ms},  {0, 0.5, 750ms}, {1, 0.5, 1250ms}, {2, 0.5, 2250ms},
                      {3, 0.5, 4250ms}, {3, 0.0, 500ms}, {9, 0.0, 500ms},  {9, 0.5, 15250ms}};
  http::retry_policy patient;
  patient.retries = 10;
  for (const row& r : rows) {
    auto made = answered(http::method::get, 500);
    made.retries = r.retries;
    made.chance = r.chance;
    CHECK(http::decide(made, patient) == retry_after(r.wait));
  }
}

TEST_CASE("what the server says of retrying is obeyed") {
  auto made = answered(http::method::get, 500);
  made.should_retry = false;
  CHECK(http::decide(made, {}) == no_more);
  made = answered(http::method::get, 409);
  made.should_retry = true;
  CHECK(http::decide(made, {}) == retry_after(500ms));
  made = answered(http::method::get, 200);
  made.should_retry = true;
  CHECK(http::decide(made, {}) == no_more);
  made = answered(http::method::get, 503);
  made.told = 7s;
  CHECK(http::decide(made, {}) == retry_after(7s));
  made.told = 1h;
  CHECK(http::decide(made, {}) == no_more);
}

TEST_CASE("a 429 lets every method wait for its route, outside retries and budget") {
  for (const auto verb : {http::method::get, http::method::post, http::method::del}) {
    auto made = answered(verb, 429);
    made.route_opens = start + 42s;
    made.retries = 4;
    made.budget_left = false;
    CHECK(http::decide(made, {}) == http::decision(http::wait_until{start + 42s, false}));
    made.route_opens = made.told_until = start + 15min;
    CHECK(http::decide(made, {}) == http::decision(http::wait_until{start + 15min, false}));
    made.told_until = start + 15min + 1ms;
    CHECK(http::decide(made, {}) == http::decision(http::give_up{http::last_word::wait_too_long}));
  }
  auto made = answered(http::method::get, 429);
  made.route_opens = start + 42s;
  made.quota = true;
  CHECK(http::decide(made, {}) == no_more);
  made.quota = false;
  made.should_retry = false;
  CHECK(http::decide(made, {}) == no_more);
}

TEST_SUITE_END();
