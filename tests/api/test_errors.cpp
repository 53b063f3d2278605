#include "api/error.hpp"
#include "http/log.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using api::error_kind;

namespace {

http::response answer(int status, std::string body) {
  http::response out;
  out.status = status;
  out.body = std::move(body);
  out.headers = {{"X-Request-Id", "req_\x1b[2J1"}};
  return out;
}

std::string said(const std::string& message, const std::string& code = "null") {
  return R"({"error": {"message": ")" + message +
         R"(", "type": "invalid_request_error", "param": null, "code": )" + code + "}}";
}

} // namespace

TEST_SUITE("api") {
  TEST_CASE("statuses and bodies are told apart by what they mean for a client") {
    struct row {
      int status;
      std::string body;
      error_kind kind;
      bool maybe_done;
    };
    const std::string scopes =
        said("You have insufficient permissions for this operation. Missing scopes: api.management.read.");
    const std::vector<row> rows{
        {400, said("no"), error_kind::rejected, false},
        {401, said("Incorrect API key provided", "\"invalid_api_key\""), error_kind::unauthorized, false},
        {401, scopes, error_kind::forbidden, false},
        {401, "", error_kind::unauthorized, false},
        {403, scopes, error_kind::forbidden, false},
        {404, "<html>", error_kind::not_found, false},
        {408, "", error_kind::server, true},
        {409, said("exists"), error_kind::conflict, true},
        {422, said("no"), error_kind::rejected, false},
        {425, "", error_kind::server, true},
        {500, "", error_kind::server, true},
        {504, "<html>", error_kind::server, true},
        {302, "", error_kind::rejected, false},
    };
    for (const row& r : rows) {
      CAPTURE(r.status);
      CAPTURE(r.body);
      const api::error e = api::from_response(answer(r.status, r.body));
      CHECK(static_cast<int>(e.kind) == static_cast<int>(r.kind));
      CHECK(e.maybe_done == r.maybe_done);
      CHECK(e.status == r.status);
    }
  }

  TEST_CASE("what the server says reaches a terminal only as harmless text") {
    const api::error e = api::from_response(answer(400, said("a\\u001b]8;;http://x\\u0007b")));
    CHECK(api::to_string(e) == "400: a\\u{1b}]8;;http://x\\u{7}b (request req_\\u{1b}[2J1)");
  }

  TEST_CASE("a server that sends the key back does not get it shown") {
    http::log::hide(base::secret("sk-admin-verysecret"));
    http::response back = answer(401, said("Incorrect API key provided: sk-admin-verysecret."));
    back.headers = {{"x-request-id", "req_sk-admin-verysecret"}};
    const api::error e = api::from_response(back);
    http::log::hide(base::secret(""));
    CHECK(e.message == "Incorrect API key provided: [key].");
    CHECK(e.request_id == "req_[key]");
  }

  TEST_CASE("after some errors no other call would fare better") {
    CHECK(api::is_hopeless(api::from_response(answer(401, ""))));
    CHECK(api::is_hopeless(
        api::from_response(answer(429, said("You exceeded your quota", "\"insufficient_quota\"")))));
    CHECK(api::is_hopeless(api::from_failure({http::failure_kind::cancelled, "stopped", false})));
    CHECK_FALSE(
        api::is_hopeless(api::from_failure({http::failure_kind::rate_limited, "of this route", false})));
    CHECK_FALSE(api::is_hopeless(api::from_response(answer(403, ""))));
    CHECK_FALSE(api::is_hopeless(api::from_response(answer(500, ""))));
  }

  TEST_CASE("a failure before sending is a stop, after it a doubt") {
    const auto stopped = api::from_failure({http::failure_kind::cancelled, "stopped", false});
    CHECK(static_cast<int>(stopped.kind) == static_cast<int>(error_kind::stopped));
    const auto lost = api::from_failure({http::failure_kind::disconnected, "lost", true});
    CHECK(static_cast<int>(lost.kind) == static_cast<int>(error_kind::network));
    CHECK(lost.maybe_done);
  }
}
