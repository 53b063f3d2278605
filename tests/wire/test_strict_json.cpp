#include "wire/strict_json.hpp"

#include <boost/json/value.hpp>
#include <doctest/doctest.h>

using rolecall::wire::parse_strict;

TEST_SUITE("wire") {
  TEST_CASE("what is one JSON value is taken") {
    for (const std::string body :
         {"{}", " {\"a\": [1, -2, 3.5, true, null, \"\\u00e9\"]} \n", "[]", "1e300",
          "{\"a\": {\"b\": 1}, \"c\": {\"b\": 2}}", "1000000000000000000000000000000"}) {
      CAPTURE(body);
      CHECK(parse_strict(body).has_value());
    }
  }

  // Covers F24.
  TEST_CASE("what means two things, or nothing, is refused with the reason") {
    struct row {
      std::string body;
      std::string reason;
    };
    const std::vector<row> rows{
        {"", "the body is empty"},
        {"<html>", "not JSON"},
        {"{\"a\": 1", "not JSON"},
        {"{} {}", "something follows"},
        {"{} x", "something follows"},
        {"\xEF\xBB\xBF{}", "not JSON"},
        {"{\"a\": 1, \"b\": 2, \"a\": 3}", "\"a\" stands twice"},
        {"{\"x\": [{\"id\": 1, \"id\": 1}]}", "\"id\" stands twice"},
        {"{\"a\": 1, \"\\u0061\": 2}", "\"a\" stands twice"},
        {"[1e999]", "a number is too large"},
        {"[\"a\\u0000b\"]", "NUL"},
        {"[\"\xFF\"]", "not JSON"},
        {"[\"\\ud83d\"]", "not JSON"},
        {std::string(10000, '[') + std::string(10000, ']'), "not JSON"},
    };
    for (const row& r : rows) {
      CAPTURE(r.body.substr(0, 60));
      const auto parsed = parse_strict(r.body);
      REQUIRE(parsed.has_error());
      CAPTURE(parsed.error().message);
      CHECK(parsed.error().message.find(r.reason) != std::string::npos);
    }
  }

  TEST_CASE("strings and keys in several pieces come out whole") {
    const std::string long_text(5000, 'x');
    const auto parsed = parse_strict("{\"k" + long_text + "\\n\": \"v" + long_text + "\\t\"}");
    REQUIRE(parsed.has_value());
    CHECK(parsed->at("k" + long_text + "\n").as_string() == "v" + long_text + "\t");
  }
}
