#include "report/escape.hpp"

#include <doctest/doctest.h>

using rolecall::report::shown;
using rolecall::report::shown_first;
using rolecall::report::shown_quoted;

TEST_SUITE("report") {
  TEST_CASE("a command is broken up wherever it would work, and nowhere else") {
    struct row {
      std::string text, inside, first;
    };
    const row rows[] = {
        {"plain", "plain", "plain"},
        {"::error::x", "::error::x", "\\u{3a}:error::x"},
        {"  ::error::x", "  ::error::x", "  \\u{3a}:error::x"},
        {"\xc2\xa0::error::x", "\xc2\xa0::error::x", "\xc2\xa0\\u{3a}:error::x"},
        {"std::string", "std::string", "std::string"},
        {"##[error]x", "#\\u{23}[error]x", "#\\u{23}[error]x"},
        {"a ##Vso[b]", "a #\\u{23}Vso[b]", "a #\\u{23}Vso[b]"},
        {"## title #1", "## title #1", "## title #1"},
        {"\n::error::", "\\u{a}::error::", "\\u{a}::error::"},
    };
    for (const row& r : rows) {
      CHECK(shown(r.text) == r.inside);
      CHECK(shown_first(r.text) == r.first);
    }
  }

  TEST_CASE("what is shown once can be shown again") {
    for (const std::string text : {"\x1b[2J", "##[x]", "\xff", "::a::"}) {
      CHECK(shown(shown(text)) == shown(text));
      CHECK(shown_first(shown_first(text)) == shown_first(text));
    }
  }

  TEST_CASE("quoted text holds nothing invisible, as JSON escapes it") {
    CHECK(shown_quoted("a\xE2\x80\x8Bz\xF3\xA0\x81\x81") == "\"a\\u200bz\\udb40\\udc41\"");
  }

  TEST_CASE("quoted text keeps JSON's form") { CHECK(shown_quoted("a\n##[x]") == "\"a\\u000a#\\u0023[x]\""); }
}
