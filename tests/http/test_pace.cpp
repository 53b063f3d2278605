#include "http/pace.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace http = rolecall::http;
using namespace std::chrono_literals;

namespace {

constexpr http::time_point start{1h};

/// One request that begins and is answered at `at`.
void answer_at(http::pace& speed, http::time_point at) {
  speed.started(at);
  speed.finished(at, at);
}

} // namespace

TEST_SUITE_BEGIN("http::pace");

TEST_CASE("a route that never said no is open") {
  http::pace speed;
  for (int i = 0; i < 1000; ++i) answer_at(speed, start);
  CHECK(speed.opens(start) == start);
}

TEST_CASE("a route that named a wait opens when that is over, the longest of several") {
  http::pace speed;
  speed.started(start);
  speed.started(start);
  CHECK(speed.limited(start, start, 10s) == start + 10s);
  CHECK(speed.limited(start + 1s, start + 1s, 4s) == start + 10s);
  CHECK(speed.opens(start + 2s) == start + 10s);
  CHECK(speed.opens(start + 11s) == start + 11s);
  CHECK_FALSE(speed.bucket());
}

// Covers F12.
TEST_CASE("a 429 without a word teaches the number answered in the last 60 s") {
  http::pace speed;
  answer_at(speed, start - 70s); // too long ago to count
  for (int i = 0; i < 7; ++i) answer_at(speed, start + i * 1s);
  speed.started(start + 7s);
  CHECK(speed.limited(start + 7s, start + 7s, {}) == start + 60s);
  CHECK(speed.bucket() == 7);
  CHECK(speed.opens(start + 60s) == start + 60s);
  answer_at(speed, start + 60s);
  CHECK(speed.opens(start + 60s) == start + 61s); // as the answers leave the window, one by one
}

TEST_CASE("requests under way count as used") {
  http::pace speed;
  answer_at(speed, start);
  answer_at(speed, start);
  speed.started(start);
  speed.limited(start, start, {});
  REQUIRE(speed.bucket() == 2);
  const auto later = start + 60s;
  speed.started(later);
  REQUIRE(speed.bucket() == 3); // it has grown
  speed.started(later);
  CHECK(speed.opens(later) == later);
  speed.started(later);
  CHECK(speed.opens(later) == later + 60s);
}

TEST_CASE("a route that lets nothing through is asked once a window") {
  http::pace speed;
  auto now = start;
  for (int i = 0; i < 5; ++i) {
    speed.started(now);
    CHECK(speed.limited(now, now, {}) == now + 60s);
    CHECK(speed.bucket() == 1);
    now += 60s;
    CHECK(speed.opens(now) == now);
  }
}

TEST_CASE("a bucket grows in windows without a 429, faster each time") {
  http::pace speed;
  for (int i = 0; i < 100; ++i) answer_at(speed, start);
  speed.started(start);
  speed.limited(start, start, {});
  REQUIRE(speed.bucket() == 100);
  answer_at(speed, start + 60s);
  CHECK(speed.bucket() == 105);
  answer_at(speed, start + 119s);
  CHECK(speed.bucket() == 105);
  answer_at(speed, start + 120s);
  CHECK(speed.bucket() == 115);
  answer_at(speed, start + 180s);
  CHECK(speed.bucket() == 135);
}

TEST_CASE("a bucket that grows for hours never overflows") {
  for (const int answered : {1, 7}) {
    CAPTURE(answered);
    http::pace speed;
    for (int i = 0; i < answered; ++i) answer_at(speed, start);
    speed.started(start);
    speed.limited(start, start, {});
    auto now = start;
    std::size_t before = *speed.bucket();
    for (int minute = 0; minute < 200; ++minute) {
      now += 60s;
      REQUIRE(speed.opens(now) == now);
      answer_at(speed, now);
      REQUIRE(*speed.bucket() >= before);
      before = *speed.bucket();
    }
    CHECK(before >= 1'000'000);
  }
}

TEST_CASE("a wait that is just that of what was let through is believed: for half an hour no more is tried") {
  http::pace speed;
  for (int i = 0; i < 7; ++i) answer_at(speed, start);
  speed.started(start);
  speed.limited(start, start, 9s); // of seven a minute one is back after 8.6 s
  CHECK(speed.bucket() == 7);
  answer_at(speed, start + 29min);
  CHECK(speed.bucket() == 7);
  answer_at(speed, start + 30min);
  CHECK(speed.bucket() == 8);
}

TEST_CASE("so is one until the oldest has left its minute") {
  http::pace speed;
  for (int i = 0; i < 7; ++i) answer_at(speed, start + i * 3s);
  speed.started(start + 21s);
  speed.limited(start + 21s, start + 21s, 39s);
  answer_at(speed, start + 29min);
  CHECK(speed.bucket() == 7);
}

TEST_CASE("what came back while it was used is no part of a limit") {
  for (const auto told : {http::duration(8100ms), http::duration(9s)}) {
    http::pace speed; // of seven a minute
    for (int i = 0; i < 7; ++i) answer_at(speed, start);
    answer_at(speed, start + 9s);
    speed.started(start + 9s);
    speed.limited(start + 9s, start + 9s, told);
    CHECK(speed.bucket() == 7);
  }
}

TEST_CASE("what was used up and had come back before all was used is no part of it either") {
  http::pace speed; // of ten a minute
  for (int i = 0; i < 3; ++i) answer_at(speed, start);
  for (int i = 0; i < 10; ++i) answer_at(speed, start + 50s);
  speed.started(start + 50s);
  speed.limited(start + 50s, start + 50s, 6s);
  CHECK(speed.bucket() == 10);
}

TEST_CASE("where somebody else has used a part, the wait does not fit, and more is tried soon") {
  http::pace speed; // of ten a minute
  for (int i = 0; i < 4; ++i) answer_at(speed, start);
  speed.started(start);
  speed.limited(start, start, 6s);
  CHECK(speed.bucket() == 10); // as the wait says
  answer_at(speed, start + 60s);
  CHECK(speed.bucket() == 11);
}

TEST_CASE("fewer than any server is known to allow are not believed, whatever the wait") {
  http::pace speed;
  for (int i = 0; i < 3; ++i) answer_at(speed, start); // and somebody else used up the rest
  speed.started(start);
  speed.limited(start, start, 60s); // as servers say that always say that
  CHECK(speed.bucket() == 3);
  answer_at(speed, start + 60s);
  CHECK(speed.bucket() == 4);
}

TEST_CASE("those still under way when a limit is believed do not make it larger") {
  http::pace speed; // of seven a minute, of which nearly one came back meanwhile
  for (int i = 0; i < 7; ++i) answer_at(speed, start);
  answer_at(speed, start + 9s);
  for (int i = 0; i < 3; ++i) speed.started(start + 9s);
  speed.limited(start + 9s, start + 9s, 8100ms);
  REQUIRE(speed.bucket() == 7);
  speed.finished(start + 9s, start + 9s);
  CHECK(speed.bucket() == 7);
}

TEST_CASE("a route whose answers are slow, or come after a long pause, does not stay one by one") {
  struct row {
    std::chrono::seconds pause, each;
  };
  for (const row& one : {row{0s, 6s}, row{1h, 1s}}) {
    CAPTURE(one.each.count());
    http::pace speed;
    for (int i = 0; i < 7; ++i) answer_at(speed, start);
    auto now = start + one.pause;
    for (int i = 0; i < 30; ++i) answer_at(speed, now += one.each);
    for (int i = 0; i < 3; ++i) {
      CHECK_FALSE(speed.is_crowded(now));
      speed.started(now);
    }
  }
}

TEST_CASE("a wait in whole seconds fits many large limits, so more is tried soon") {
  http::pace speed;
  for (int i = 0; i < 60; ++i) answer_at(speed, start);
  speed.started(start);
  speed.limited(start, start, 1s);
  CHECK(speed.bucket() == 60);
  answer_at(speed, start + 60s);
  CHECK(speed.bucket() == 63);
}

TEST_SUITE_END();
