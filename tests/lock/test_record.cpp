#include "base/instant.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace rolecall::lock;
using testing::noon;

TEST_SUITE("lock::record") {
  TEST_CASE("a record is what Terraform writes, with two times more where it is a lease") {
    record one = testing::of("8f14");
    CHECK(to_json(one) == R"({
  "ID": "8f14",
  "Operation": "apply",
  "Info": "",
  "Who": "ada@build-7",
  "Version": "1.2.3",
  "Created": "2026-12-01T11:59:00.000Z",
  "Path": "",
  "Renewed": "2026-12-01T12:00:00.000Z",
  "Expires": "2026-12-01T12:01:00.000Z"
}
)");
    CHECK(parse_record(to_json(one)) == one);
    one.renewed.reset();
    one.expires.reset();
    CHECK(to_json(one).find("Expires") == std::string::npos);
    CHECK(parse_record(to_json(one)) == one);
  }

  TEST_CASE("Terraform's own record is understood") {
    const auto read = parse_record(
        R"({"ID":"1-2","Operation":"OperationTypeApply","Info":"","Who":"bob@x","Version":"1.9.0",)"
        R"("Created":"2026-11-30T08:15:01.123456789Z","Path":"","Extra":[1]})");
    REQUIRE(read);
    CHECK(read->who == "bob@x");
    CHECK(read->created == "2026-11-30T08:15:01.123456789Z");
    CHECK_FALSE(read->expires);
  }

  TEST_CASE("what is no record is none") {
    for (const std::string text :
         {"", "{", "[]", "null", "{}", R"({"ID": ""})", R"({"ID": 5})", R"({"id": "x"})", R"({"ID": "x"} y)",
          R"({"ID": "x", "Expires": "tomorrow"})", R"({"ID": "x", "Expires": null})"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_record(text));
    }
  }

  TEST_CASE("times are RFC 3339 in UTC") {
    CHECK(rolecall::base::rfc3339(noon) == "2026-12-01T12:00:00.000Z");
    CHECK(rolecall::base::rfc3339(noon + std::chrono::milliseconds(7)) == "2026-12-01T12:00:00.007Z");
    CHECK(parse_time("2026-12-01T12:00:00.007Z") == noon + std::chrono::milliseconds(7));
    CHECK(parse_time("2026-12-01T12:00:00.0079Z") == noon + std::chrono::milliseconds(7));
    CHECK(parse_time("2024-02-29T23:59:60Z") == parse_time("2024-03-01T00:00:00Z"));
    for (const std::string text :
         {"", "Z", "2026-12-01", "2026-12-01T12:00:00", "2026-12-01T12:00:00+01:00", "2026-13-01T12:00:00Z",
          "2025-02-29T12:00:00Z", "2026-12-01T24:00:00Z", "2026-12-01T12:60:00Z", "2026-12-01T12:00:00.Z",
          "2026-12-01T12:00:00.1234567890Z", "2026-12-01T12:00:00.12xZ", "2026-12-01 12:00:00Z",
          "-026-12-01T12:00:00Z", "2026-12-01T12:00:00ZZ"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_time(text));
    }
  }
}
