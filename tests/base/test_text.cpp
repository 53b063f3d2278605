#include "base/text.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace rolecall;

TEST_SUITE_BEGIN("base");

TEST_CASE("valid UTF-8 is decoded, everything else is not") {
  struct row {
    std::string bytes;
    std::optional<char32_t> code;
    std::size_t length;
  };
  const std::vector<row> table{
      {"a", U'a', 1},
      {std::string(1, '\0'), 0, 1},
      {"\x7F", 0x7F, 1},
      {"\xC2\x80", 0x80, 2},
      {"\xDF\xBF", 0x7FF, 2},
      {"\xE0\xA0\x80", 0x800, 3},
      {"\xED\x9F\xBF", 0xD7FF, 3},
      {"\xEE\x80\x80", 0xE000, 3},
      {"\xF0\x90\x80\x80", 0x10000, 4},
      {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4},
      {"", {}, 0},
      {"\x80", {}, 0},             // a continuation alone
      {"\xC1\xBF", {}, 0},         // overlong
      {"\xE0\x9F\xBF", {}, 0},     // overlong
      {"\xF0\x8F\xBF\xBF", {}, 0}, // overlong
      {"\xED\xA0\x80", {}, 0},     // a surrogate
      {"\xF4\x90\x80\x80", {}, 0}, // beyond Unicode
      {"\xF8\x88\x80\x80\x80", {}, 0},
      {"\xFF", {}, 0},
      {"\xE2\x82", {}, 0}, // cut
      {"\xE2\x82"
       "a",
       {},
       0}, // broken
  };
  for (const row& r : table) {
    CAPTURE(r.bytes.size());
    const auto decoded = base::decode(r.bytes, 0);
    REQUIRE(decoded.has_value() == r.code.has_value());
    if (!decoded) continue;
    CHECK(decoded->code == *r.code);
    CHECK(decoded->bytes == r.length);
  }
  CHECK_FALSE(base::decode("a", 1));
}

TEST_CASE("decoding undoes encoding for every character") {
  for (char32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 251) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    std::string bytes;
    base::append_utf8(bytes, code);
    const auto decoded = base::decode(bytes, 0);
    REQUIRE(decoded);
    REQUIRE(decoded->code == code);
    REQUIRE(decoded->bytes == bytes.size());
  }
}

TEST_CASE("the first invalid byte is found, and characters are counted") {
  CHECK_FALSE(base::first_invalid_utf8("gr\xC3\xBC\xC3\x9F"));
  CHECK(base::first_invalid_utf8("ab\xFF"
                                 "c") == 2);
  CHECK(base::first_invalid_utf8("ab\xC3") == 2);
  CHECK(base::count_characters("gr\xC3\xBC\xC3\x9F") == 4);
  CHECK(base::count_characters("a\xFF\xFE") == 3);
  CHECK(base::count_characters("") == 0);
}

TEST_CASE("printable text holds no control character and no byte that is not UTF-8") {
  CHECK(base::printable("plain \"text\" \\ gr\xC3\xBC\xC3\x9F") == "plain \"text\" \\ gr\xC3\xBC\xC3\x9F");
  CHECK(base::printable("\x1B[2J") == "\\u{1b}[2J");
  CHECK(base::printable("a\nb\tc\r\x7F") == "a\\u{a}b\\u{9}c\\u{d}\\u{7f}");
  CHECK(base::printable("\xC2\x9B"
                        "31m") == "\\u{9b}31m"); // C1: CSI
  CHECK(base::printable("\xE2\x80\xAE"
                        "evil") == "\\u{202e}evil"); // bidirectional override
  CHECK(base::printable("\xE2\x80\xA8") == "\\u{2028}");
  CHECK(base::printable("\xFF\xC3") == "\\x{ff}\\x{c3}");
  CHECK(base::printable(std::string("a\0b", 3)) == "a\\u{0}b");
}

TEST_CASE("printable text holds nothing invisible, but emoji keep their selectors") {
  CHECK(base::printable("a\xE2\x80\x8B"
                        "b") == "a\\u{200b}b");
  CHECK(base::printable("\xC2\xAD\xE1\xA0\x8E\xE2\x81\xA0\xEF\xBB\xBF") ==
        "\\u{ad}\\u{180e}\\u{2060}\\u{feff}");
  CHECK(base::printable("\xF3\xA0\x81\x81") == "\\u{e0041}"); // a tag
  CHECK(base::printable("\xE2\x9D\xA4\xEF\xB8\x8F") == "\xE2\x9D\xA4\xEF\xB8\x8F");
}

TEST_CASE("every control character is escaped by printable and by quoted") {
  for (char32_t code = 0; code <= 0x20FF; ++code) {
    std::string bytes;
    base::append_utf8(bytes, code);
    const bool shown = base::printable(bytes) == bytes;
    REQUIRE(shown == !(base::is_control(code) || base::is_invisible(code)));
    const bool in_quotes = base::quoted(bytes) == "\"" + bytes + "\"";
    REQUIRE(in_quotes == (!base::is_control(code) && code != U'"' && code != U'\\'));
  }
}

TEST_CASE("a quoted text is a JSON string") {
  CHECK(base::quoted("") == "\"\"");
  CHECK(base::quoted("a\"b\\c") == R"("a\"b\\c")");
  CHECK(base::quoted("a\nb\x1B") == R"("a\u000ab\u001b")");
  CHECK(base::quoted("\xC2\x85") == R"("\u0085")");
  CHECK(base::quoted("\xE2\x81\xA6x") == R"("\u2066x")");
  CHECK(base::quoted("gr\xC3\xBC\xC3\x9F / 'x'") == "\"gr\xC3\xBC\xC3\x9F / 'x'\"");
  CHECK(base::quoted("\xFF") == R"("\ufffd")");
}

TEST_CASE("a shell gets back exactly the text") {
  CHECK(base::shell_quoted("") == "''");
  CHECK(base::shell_quoted("a b$HOME`x`") == "'a b$HOME`x`'");
  CHECK(base::shell_quoted("it's") == R"('it'\''s')");
}

TEST_CASE("only ASCII letters change their case") {
  CHECK(base::lower("Ada@EXAMPLE.com \xC3\x84") == "ada@example.com \xC3\x84");
  CHECK(base::same_but_case("Retry-After", "retry-AFTER"));
  CHECK_FALSE(base::same_but_case("Retry-After", "Retry-Afte"));
  CHECK_FALSE(base::same_but_case("[", "{"));
  CHECK_FALSE(base::same_but_case("\xC3\x84", "\xC3\xA4"));
}

TEST_CASE("a slip of the pen finds its word, another word does not") {
  const std::vector<std::string> words{"permissions", "description", "owner", "viewer", "view"};
  CHECK(base::nearest("permisions", words) == "permissions");
  CHECK(base::nearest("Permissions", words) == "permissions");
  CHECK(base::nearest("perimssions", words) == "permissions"); // a swap is one edit
  CHECK(base::nearest("onwer", words) == "owner");
  CHECK(base::nearest("viewr", words) == "viewer");
  CHECK_FALSE(base::nearest("grants", words));
  CHECK_FALSE(base::nearest("permis", words)); // too much is missing
  CHECK_FALSE(base::nearest("anything", {}));
  CHECK_FALSE(base::nearest(std::string(300, 'a'), {std::string(300, 'a')})); // longer than any name
}

TEST_CASE("of equally near words the first is taken") {
  CHECK(base::nearest("roleX", {"roleA", "roleB"}) == "roleA");
  CHECK(base::nearest("roleX", {"roleB", "roleA"}) == "roleB");
}

TEST_SUITE_END();
