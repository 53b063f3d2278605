#include "base/secret.hpp"
#include "http/log.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <cstdio>
#include <functional>
#include <string>

static_assert(!fmt::is_formattable<rolecall::base::secret>::value);

namespace log_front = rolecall::http::log;
using log_front::format;
using log_front::level;

namespace {

/// What `act` logs, each line without its time, which comes first in both shapes.
std::string logged(level least, format shape, const std::function<void()>& act) {
  std::FILE* const file = std::tmpfile();
  log_front::configure(least, shape, file);
  act();
  log_front::configure(level::off, format::text);
  std::rewind(file);
  std::string out;
  char line[4096];
  while (std::fgets(line, sizeof line, file) != nullptr) {
    const std::string whole(line);
    out += whole.substr(whole.find(shape == format::json ? "\"level\"" : "Z ") +
                        (shape == format::json ? 0 : 2));
  }
  std::fclose(file);
  return out;
}

void one_exchange() {
  log_front::exchange done;
  done.route = "GET /organization/groups/{group_id}/roles";
  done.attempt = 2;
  done.status = 429;
  done.request_id = "req_\x1b[2J1";
  done.took = std::chrono::milliseconds(21);
  done.pause = std::chrono::milliseconds(1500);
  log_front::write(level::info, done);
}

} // namespace

TEST_SUITE_BEGIN("http::log");

TEST_CASE("an exchange is one line, as text or as JSON, with foreign text escaped") {
  CHECK(logged(level::info, format::text, one_exchange) ==
        "info    exchange endpoint=\"GET /organization/groups/{group_id}/roles\" status=429 attempt=2 ms=21 "
        "pause_ms=1500 request_id=req_\\u{1b}[2J1\n");
  CHECK(logged(level::info, format::json, one_exchange) ==
        "\"level\":\"info\",\"message\":\"exchange\",\"endpoint\":\"GET "
        "/organization/groups/{group_id}/roles\","
        "\"status\":429,\"attempt\":2,\"ms\":21,\"pause_ms\":1500,\"request_id\":\"req_\\u001b[2J1\"}\n");
}

TEST_CASE("a message cannot break out of its line") {
  const auto act = [] { log_front::write(level::warn, "a\nb\"c %v {}"); };
  CHECK(logged(level::trace, format::text, act) == "warning a\\u{a}b\"c %v {}\n");
  CHECK(logged(level::trace, format::json, act) ==
        "\"level\":\"warning\",\"message\":\"a\\u000ab\\\"c %v {}\"}\n");
}

TEST_CASE("what is below the level is not logged") {
  CHECK(logged(level::warn, format::text, one_exchange).empty());
  CHECK(logged(level::off, format::text, [] { log_front::write(level::error, "x"); }).empty());
  CHECK_FALSE(log_front::enabled(level::error));
}

TEST_CASE("several secrets are blotted out") {
  log_front::hide(rolecall::base::secret("sk-admin-abc"));
  log_front::hide(rolecall::base::secret("hunter2"));
  CHECK(log_front::without_secrets("sk-admin-abc of hunter2") == "[key] of [key]");
  log_front::hide(rolecall::base::secret(""));
  CHECK(log_front::without_secrets("sk-admin-abc of hunter2") == "sk-admin-abc of hunter2");
}

TEST_CASE("the key is blotted out wherever it turns up") {
  log_front::hide(rolecall::base::secret("sk-admin-abc"));
  const auto act = [] { log_front::write(level::info, "with sk-admin-abc and xsk-admin-abcx"); };
  CHECK(logged(level::info, format::text, act) == "info    with [key] and x[key]x\n");
  log_front::hide(rolecall::base::secret(""));
  CHECK(logged(level::info, format::text, act) == "info    with sk-admin-abc and xsk-admin-abcx\n");
}

TEST_CASE("of several secrets each is blotted out, also percent-encoded, in base64 and in a header") {
  log_front::hide(rolecall::base::secret("sk-admin-a/b"));
  log_front::hide(rolecall::base::secret("Basic YWRhOmxvdmVsYWNl"));
  CHECK(log_front::without_secrets("sk-admin-a/b sk-admin-a%2Fb c2stYWRtaW4tYS9i.") == "[key] [key] [key].");
  CHECK(log_front::without_secrets("says Basic YWRhOmxvdmVsYWNl") == "says [key]");
  log_front::hide(rolecall::base::secret(""));
  CHECK(log_front::without_secrets("Proxy-Authorization: Basic eA==\r\nAUTHORIZATION: Bearer y\nHost: x") ==
        "Proxy-Authorization: [hidden]\r\nAUTHORIZATION: [hidden]\nHost: x");
  CHECK(log_front::without_secrets("no authorization here: sk-admin-a/b") ==
        "no authorization here: sk-admin-a/b");
}

TEST_CASE("levels are known by their names") {
  CHECK(log_front::parse_level("trace") == level::trace);
  CHECK(log_front::parse_level("off") == level::off);
  CHECK_FALSE(log_front::parse_level("Info"));
}

TEST_SUITE_END();
