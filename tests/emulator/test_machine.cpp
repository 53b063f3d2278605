#include "emulator/catalogue.hpp"
#include "emulator/http_date.hpp"
#include "organization.hpp"

#include <doctest/doctest.h>

namespace rolecall::emulator {
namespace {

request asked(std::string method, std::string target, std::string authorization) {
  request out;
  out.method = std::move(method);
  out.target = std::move(target);
  if (!authorization.empty()) out.headers.push_back({"authorization", std::move(authorization)});
  return out;
}

} // namespace

TEST_SUITE_BEGIN("emulator");

TEST_CASE("without the key nothing is answered") {
  organization acme;
  auto& inside = acme.inside();
  const auto wrong =
      inside.handle(asked("GET", "/v1/organization/roles", "Bearer sk-admin-wrong"), acme.now());
  CHECK(wrong.status == 401);
  CHECK(wrong.body.find(R"("code":"invalid_api_key")") != std::string::npos);
  CHECK(wrong.body.find("sk-admin-wrong") == std::string::npos);
  CHECK(inside.handle(asked("GET", "/v1/organization/roles", ""), acme.now()).status == 401);
}

TEST_CASE("an error has all its four members") {
  organization acme;
  const auto error = acme.get("/organization/groups/group_none").body.at("error").as_object();
  CHECK(error.size() == 4);
  CHECK(error.at("type") == "invalid_request_error");
  CHECK(error.at("param").is_null());
  CHECK(error.at("code").is_null());
}

TEST_CASE("unknown paths are not found, and wrong methods not allowed") {
  organization acme;
  CHECK(acme.get("/organization/nothing").status == 404);
  CHECK(acme.get("/organization/roles/").status == 404);
  CHECK(acme.ask("PUT", "/organization/roles").status == 405);
  CHECK(acme.inside()
            .handle(asked("GET", "/organization/roles", "Bearer sk-admin-emulator"), acme.now())
            .status == 404);
}

TEST_CASE("every answer carries the service's headers") {
  organization acme;
  const auto first = acme.get("/organization/roles").raw;
  const auto second = acme.get("/organization/nothing").raw;
  for (const auto* answer : {&first, &second}) {
    CHECK(find_header(answer->headers, "content-type") == "application/json");
    CHECK(find_header(answer->headers, "openai-organization") == "org-acme");
    CHECK(find_header(answer->headers, "openai-version") == "2020-10-01");
    CHECK(find_header(answer->headers, "openai-processing-ms"));
    CHECK(find_header(answer->headers, "date") == "Tue, 26 Mar 2024 16:45:33 GMT");
  }
  CHECK(find_header(first.headers, "x-request-id") != find_header(second.headers, "x-request-id"));
}

TEST_CASE("the same seed and requests give the same bytes") {
  const auto run = [](std::uint64_t seed) {
    machine_options options;
    options.seed = seed;
    machine m(options, initial_state(options.admin_key));
    auto create = asked("POST", "/v1/organization/groups", "Bearer sk-admin-emulator");
    create.body = R"({"name": "Support"})";
    const auto answer = m.handle(create, {});
    return head_text(answer) + answer.body;
  };
  CHECK(run(1) == run(1));
  CHECK(run(1) != run(2));
}

TEST_CASE("to begin with there is one owner, the default project and one key") {
  machine m({}, initial_state("sk-admin-emulator"));
  CHECK(m.organization().users.size() == 1);
  CHECK(m.organization().projects[0].is_default);
  CHECK(m.organization().admin_keys[0].redacted_value == "sk-admin...tor");
}

TEST_CASE("latency is part of the answer") {
  machine_options options;
  options.latency = std::chrono::milliseconds(20);
  machine m(options, initial_state(options.admin_key));
  CHECK(m.handle(asked("GET", "/v1/organization/roles", "Bearer sk-admin-emulator"), {}).how.delay.count() ==
        20);
}

TEST_CASE("a head has a length unless it has one already or the status has no body") {
  response answer;
  answer.body = "12345";
  CHECK(head_text(answer) == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  answer.headers.push_back({"content-length", "7"});
  CHECK(head_text(answer) == "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n");
  response empty;
  empty.status = 204;
  CHECK(head_text(empty) == "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_CASE("dates are written as HTTP wants them") {
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(1709209999) == "Thu, 29 Feb 2024 12:33:19 GMT");
}

TEST_SUITE_END();

} // namespace rolecall::emulator
