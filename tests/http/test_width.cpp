#include "http/width.hpp"

#include <doctest/doctest.h>

namespace http = rolecall::http;
using namespace std::chrono_literals;

namespace {

constexpr http::time_point start{1h};

} // namespace

TEST_SUITE_BEGIN("http::width");

TEST_CASE(
    "a round of failures leaves 0.7 of what was allowed, each further round 0.7 of that, one at least") {
  http::width one(16);
  auto now = start;
  for (const std::size_t left : {11U, 7U, 4U, 2U, 1U, 1U}) {
    const auto sent = now + 1s;
    now += 2s;
    one.strained(sent, now);
    CHECK(one.allowed(now) == left);
    one.strained(sent, now + 1ms); // begun before the first failure of its round was known
    CHECK(one.allowed(now) == left);
  }
}

TEST_CASE("each minute without a failure allows one more, up to where it began") {
  http::width w(4);
  w.strained(start, start);
  REQUIRE(w.allowed(start) == 2);
  CHECK(w.allowed(start + 59s) == 2);
  CHECK(w.allowed(start + 60s) == 3);
  CHECK(w.allowed(start + 119s) == 3);
  CHECK(w.allowed(start + 10h) == 4);
}

TEST_SUITE_END();
