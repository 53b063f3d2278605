#include "exporter/yaml_text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>

using namespace rolecall::exporter;

TEST_SUITE("exporter") {
  TEST_CASE("names are plain where every reader of YAML takes them for text, else in quotes") {
    const std::array<std::pair<std::string, std::string>, 33> table{{
        {"Support Team", "Support Team"},
        {"ada@example.com", "ada@example.com"},
        {"R&D (Zürich) / O'Neill", "R&D (Zürich) / O'Neill"},
        {"☕ Coffee", "☕ Coffee"},
        {"日本", "日本"},
        {"", "\"\""},
        {"no", "\"no\""},
        {"Null", "\"Null\""},
        {"~", "\"~\""},
        {"1e3", "\"1e3\""},
        {"007", "\"007\""},
        {"2024-01-01", "\"2024-01-01\""},
        {"-", "\"-\""},
        {"- x", "\"- x\""},
        {"<<", "\"<<\""},
        {"@x", "\"@x\""},
        {"*", "\"*\""},
        {"%y", "\"%y\""},
        {"a: b", "\"a: b\""},
        {"a #b", "\"a #b\""},
        {"[x]", "\"[x]\""},
        {" lead", "\" lead\""},
        {"trail ", "\"trail \""},
        {"say \"hi\"", "\"say \\\"hi\\\"\""},
        {"C:\\", "\"C:\\\\\""},
        {"two\nlines\there", "\"two\\nlines\\there\""},
        {"bell\x07", "\"bell\\x07\""},
        {"\u202Eturned", "\"\\u202Eturned\""},
        {"zero\u200Bwidth", "\"zero\\u200Bwidth\""},
        {"no\u00A0break", "\"no\\u00A0break\""},
        {"\U000E0041tag", "\"\\U000E0041tag\""},
        {"${HOME} {{x}}", "\"\\x24{HOME} \\x7B{x}}\""},
        {"##[error]x", "\"#\\x23[error]x\""},
    }};
    for (const auto& [text, expected] : table) CHECK(scalar(text) == expected);
  }

  TEST_CASE("a comma means something in brackets only") {
    CHECK(scalar("Reads, then writes") == "Reads, then writes");
    CHECK(scalar("Reads, then writes", place::brackets) == "\"Reads, then writes\"");
  }

  TEST_CASE("foreign text in a comment stays on its line and holds no key") {
    CHECK(harmless("two\nlines") == "two\\u{a}lines");
    CHECK(harmless("sk-proj-abcdefgh12345678") == "sk-*********************");
    CHECK(harmless("##[error]x") == "#\\u{23}[error]x");
  }

  TEST_CASE("lists stand in one line where they are short and their items have no notes") {
    page to;
    to.list(1, "members", std::vector<std::string>{"a", "no"});
    to.list(1, "members", std::vector<item>{{"a", ""}, {"b", "service account"}});
    to.list(1, "members", std::vector<std::string>{std::string(60, 'x'), std::string(60, 'y')});
    CHECK(to.text() == "  members: [a, \"no\"]\n"
                       "  members:\n    - a\n    - b # service account\n"
                       "  members:\n    - " +
                           std::string(60, 'x') + "\n    - " + std::string(60, 'y') + "\n");
  }

  TEST_CASE("comments are broken between words") {
    page to;
    to.comment(1, std::string(50, 'a') + " " + std::string(50, 'b') + " c");
    CHECK(to.text() == "  # " + std::string(50, 'a') + "\n  # " + std::string(50, 'b') + " c\n");
  }
}
