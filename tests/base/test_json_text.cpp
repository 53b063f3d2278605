#include "base/json_text.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

using rolecall::base::json_text;

namespace {

std::string written(const std::string& text) {
  json_text out;
  out.text(text);
  return out.str();
}

} // namespace

TEST_SUITE("base") {
  TEST_CASE("objects and arrays are indented, empty ones are not") {
    json_text out;
    out.open_object();
    out.key("a").number(1);
    out.key("b").open_array();
    out.boolean(true);
    out.null();
    out.open_object();
    out.close_object();
    out.close_array();
    out.key("c").texts({});
    out.close_object();
    CHECK(out.str() == "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null,\n    {}\n  ],\n  \"c\": []\n}\n");
  }

  TEST_CASE("a string holds nothing that a terminal or a CI system obeys") {
    CHECK(written("\x1b[2J") == "\"\\u001b[2J\"\n");
    CHECK(written("\xe2\x80\xae") == "\"\\u202e\"\n");
    CHECK(written("##[error]") == "\"#\\u0023[error]\"\n");
    CHECK(written("##VSO[task]") == "\"#\\u0023VSO[task]\"\n");
    CHECK(written("## [x] #1") == "\"## [x] #1\"\n");
    CHECK(written("\\##[x") == "\"\\\\#\\u0023[x\"\n");
    CHECK(written("\"") == "\"\\\"\"\n");
  }

  TEST_CASE("a string that is not UTF-8 is still JSON") {
    CHECK(boost::json::parse(written("a\xff\xc3")).as_string() == "a\xef\xbf\xbd\xef\xbf\xbd");
  }

  TEST_CASE("a string comes back as it was") {
    for (const std::string text :
         {"##[error]", "###[x]##vso[", "tab\tand\nline", "\xf0\x9f\x8e\x89", "\\u0023"}) {
      CHECK(boost::json::parse(written(text)).as_string() == text);
    }
  }
}
