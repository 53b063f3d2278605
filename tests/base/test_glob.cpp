#include "base/glob.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using rolecall::base::glob_match;

TEST_SUITE_BEGIN("base");

TEST_CASE("a glob covers the whole text") {
  struct row {
    std::string pattern;
    std::string text;
    bool matches;
  };
  const std::vector<row> table{
      {"prod", "prod", true},
      {"prod", "Prod", false},
      {"prod", "prod-1", false},
      {"prod-*", "prod-", true},
      {"prod-*", "prod-eu", true},
      {"prod-*", "pre-prod-eu", false},
      {"*", "", true},
      {"*", "anything", true},
      {"", "", true},
      {"", "a", false},
      {"?", "", false},
      {"?", "a", true},
      {"?", "\xC3\xBC", true},
      {"??", "\xC3\xBC", false},
      {"a?c",
       "a\xE2\x82\xAC"
       "c",
       true},
      {"*-eu", "prod-eu", true},
      {"*-eu", "prod-eu-2", false},
      {"a*b*c", "aXbYbZc", true},
      {"a*b*c", "aXbYbZ", false},
      {"**", "x", true},
      {"*?", "", false},
      {"*?", "\xC3\xBC", true},
      {"*a", "aaab", false},
      {"*aab", "aaab", true},
      {"[ab]", "a", false},
      {"[ab]", "[ab]", true},
      {"a\\*", "a*", false},
      {"*\xC3\xBC", "x\xC3\xBC", true},
  };
  for (const row& r : table) {
    CAPTURE(r.pattern);
    CAPTURE(r.text);
    CHECK(glob_match(r.pattern, r.text) == r.matches);
  }
}

TEST_CASE("many stars do not take for ever") {
  std::string pattern;
  for (int i = 0; i < 60; ++i) pattern += "a*";
  CHECK_FALSE(glob_match(pattern + "b", std::string(4000, 'a')));
}

TEST_SUITE_END();
