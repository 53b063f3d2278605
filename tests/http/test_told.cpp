#include "http/told.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace http = rolecall::http;
using namespace std::chrono_literals;

namespace {

std::optional<double> seconds_told(const http::response& r) {
  const auto wait = http::told_wait(r);
  if (!wait) return std::nullopt;
  return std::chrono::duration<double>(*wait).count();
}

const std::string now = "Sun, 06 Nov 1994 08:49:37 GMT";
const std::string message =
    R"({"error": {"message": "You've exceeded the rate limit, please slow down and try again )"
    R"(after 6.937 seconds.", "code": "rate_limit_exceeded"}})";

} // namespace

TEST_SUITE_BEGIN("http::told");

// Covers F11.
TEST_CASE("how long to wait is read from the headers, then from the text, never shorter than said") {
  struct row {
    std::string what;
    std::vector<http::header> headers;
    std::string body;
    std::optional<double> seconds;
  };
  const row rows[] = {
      {"nothing", {}, "", {}},
      {"seconds", {{"Retry-After", "4"}}, "", 4.0},
      {"seconds, in any case and with blanks", {{"retry-after", " 120 "}}, "", 120.0},
      {"a day", {{"Retry-After", "86400"}}, "", 86400.0},
      {"fraction, rounded up", {{"Retry-After", "1.2345"}}, "", 1.235},
      {"zero says nothing", {{"Retry-After", "0"}}, "", {}},
      {"negative", {{"Retry-After", "-3"}}, "", {}},
      {"with sign", {{"Retry-After", "+3"}}, "", {}},
      {"nonsense", {{"Retry-After", "soon"}}, "", {}},
      {"exponent", {{"Retry-After", "1e3"}}, "", {}},
      {"infinite", {{"Retry-After", "inf"}}, "", {}},
      {"empty", {{"Retry-After", ""}}, "", {}},
      {"two dots", {{"Retry-After", "1.2.3"}}, "", {}},
      {"beyond all numbers", {{"Retry-After", std::string(400, '9')}}, "", 3.0e8},
      {"milliseconds first", {{"Retry-After", "9"}, {"retry-after-ms", "1500"}}, "", 1.5},
      {"zero milliseconds count as absent", {{"Retry-After", "9"}, {"retry-after-ms", "0"}}, "", 9.0},
      {"bad milliseconds count as absent", {{"Retry-After", "9"}, {"retry-after-ms", "x"}}, "", 9.0},
      {"twice: the longer", {{"Retry-After", "3"}, {"Retry-After", "8"}, {"Retry-After", "5"}}, "", 8.0},
      {"a date to come", {{"Date", now}, {"Retry-After", "Sun, 06 Nov 1994 08:51:07 GMT"}}, "", 90.0},
      {"a date past", {{"Date", now}, {"Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT"}}, "", {}},
      {"a date without the server's own", {{"Retry-After", "Sun, 06 Nov 1994 08:51:07 GMT"}}, "", {}},
      {"a date with a bad own",
       {{"Date", "today"}, {"Retry-After", "Sun, 06 Nov 1994 08:51:07 GMT"}},
       "",
       {}},
      {"no such date", {{"Date", now}, {"Retry-After", "Sun, 31 Feb 1995 08:51:07 GMT"}}, "", {}},
      {"no such month", {{"Date", now}, {"Retry-After", "Sun, 06 ovD 1995 08:51:07 GMT"}}, "", {}},
      {"no such hour", {{"Date", now}, {"Retry-After", "Sun, 06 Nov 1995 24:51:07 GMT"}}, "", {}},
      {"over a new year",
       {{"Date", "Sat, 31 Dec 1994 23:59:30 GMT"}, {"Retry-After", "Sun, 01 Jan 1995 00:00:30 GMT"}},
       "",
       60.0},
      {"text", {}, message, 6.937},
      {"header before text", {{"Retry-After", "4"}}, message, 4.0},
      {"useless header, then text", {{"Retry-After", "x"}}, message, 6.937},
      {"text without number", {}, "try again after some seconds", {}},
      {"second number in the text", {}, "after a while: after 2 seconds", 2.0},
      {"text about minutes", {}, "after 5 minutes", {}},
  };
  for (const row& r : rows) {
    CAPTURE(r.what);
    CHECK(seconds_told({429, r.headers, r.body}) == r.seconds);
  }
  CHECK(seconds_told({503, {{"Retry-After", "4"}}, ""}) == 4.0);
  CHECK_FALSE(seconds_told({503, {}, message}));
}

// Covers F13.
TEST_CASE("only a 429 with a code of quota or billing is beyond waiting") {
  CHECK(http::tells_of_quota({429, {}, R"({"error": {"code": "insufficient_quota"}})"}));
  CHECK(http::tells_of_quota({429, {}, R"({"error": {"code": null, "type": "billing_not_active"}})"}));
  CHECK_FALSE(http::tells_of_quota({400, {}, R"({"error": {"code": "insufficient_quota"}})"}));
  CHECK_FALSE(http::tells_of_quota({429, {}, R"({"error": {"message": "not \"insufficient_quota\""}})"}));
  CHECK_FALSE(http::tells_of_quota({429, {}, message}));
}

TEST_CASE("x-should-retry is believed where it is true or false") {
  CHECK(http::told_should_retry({500, {{"X-Should-Retry", "true"}}, ""}) == true);
  CHECK(http::told_should_retry({500, {{"x-should-retry", "false"}}, ""}) == false);
  CHECK_FALSE(http::told_should_retry({500, {{"x-should-retry", "maybe"}}, ""}));
  CHECK_FALSE(http::told_should_retry({500, {}, ""}));
}

TEST_SUITE_END();
