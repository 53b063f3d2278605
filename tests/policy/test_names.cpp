#include "policy/names.hpp"
#include "policy/scripts.hpp"

#include <doctest/doctest.h>

using namespace rolecall;

TEST_SUITE("policy") {
  // Covers I7.
  TEST_CASE("names are compared without the accidents of typing") {
    CHECK(policy::normalized(" Support\t") == "Support");
    CHECK(policy::normalized("E\u0301quipe\u00A0") == "Équipe");
    CHECK(policy::normalized("Support Team") != policy::normalized("support team"));
    CHECK(policy::folded("Support Team") == policy::folded("SUPPORT TEAM"));
    CHECK(policy::folded("ÉQUIPE") == policy::folded("e\u0301quipe"));
    CHECK(policy::folded("Straße") == policy::folded("STRASSE"));
    CHECK(policy::folded("Support") != policy::folded("Supports"));
    CHECK(policy::normalized("   ").empty());
  }

  // Covers I7.
  TEST_CASE("a word of two scripts is found, words of one script each are not") {
    struct row {
      const char* text;
      const char* word;
      const char* scripts;
    };
    const row rows[] = {
        {"P\u0430yments", "P\u0430yments", "Latin and Cyrillic"},
        {"the \u0391dmin role", "\u0391dmin", "Latin and Greek"},
        {"\u0410дмин-Team", nullptr, nullptr},
        {"Команда Support", nullptr, nullptr},
        {"サポート Team", nullptr, nullptr},
        {"Équipe", nullptr, nullptr},
        {"", nullptr, nullptr},
    };
    for (const row& r : rows) {
      CAPTURE(r.text);
      const auto found = policy::mixed_script_word(r.text);
      REQUIRE(found.has_value() == (r.word != nullptr));
      if (!found) continue;
      CHECK(found->text == r.word);
      CHECK(found->scripts == r.scripts);
    }
  }
}
