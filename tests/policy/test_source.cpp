#include "policy/source.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using policy::document;
using policy::source;

TEST_SUITE("policy") {
  TEST_CASE("columns count characters, lines end with LF or CR LF, and a byte order mark is no character") {
    struct row {
      const char* text;
      std::uint32_t offset;
      std::uint32_t length;
      int line;
      int column;
      int characters;
    };
    const row rows[] = {
        {"ab\ncd\n", 0, 2, 1, 1, 2},
        {"ab\ncd\n", 4, 1, 2, 2, 1},
        {"é=x\n", 3, 1, 1, 3, 1},
        {"éé\néé: x\n", 5, 4, 2, 1, 2},
        {"\xEF\xBB\xBF"
         "ab\n",
         1, 1, 1, 2, 1},
        {"ab\r\ncd\r\n", 4, 9, 2, 1, 2},
        {"ab\n", 3, 1, 2, 1, 1},
        {"ab\n", 99, 1, 2, 1, 1},
        {"ab\ncd", 1, 99, 1, 2, 1},
        {"", 0, 1, 1, 1, 1},
    };
    for (const row& r : rows) {
      CAPTURE(r.text);
      const source s{"p.yaml", r.text};
      const base::source_range range = document(s).range({r.offset, r.length});
      CHECK(range.begin.file == "p.yaml");
      CHECK(range.begin.line == r.line);
      CHECK(range.begin.column == r.column);
      CHECK(range.length == r.characters);
    }
  }

  TEST_CASE("a place far into one long line is found by counting from near by") {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "é";
    const source s{"p.yaml", "a\n" + text + "\n"};
    const document d(s);
    for (const int character : {0, 1, 127, 128, 129, 255, 256, 257, 4999}) {
      const auto offset = static_cast<std::uint32_t>(2 + 2 * character);
      CHECK(d.range({offset, 2}).begin.column == character + 1);
      CHECK(d.range({offset, 2}).length == 1);
    }
  }

  TEST_CASE("lines are given without their ends") {
    const source s{"p.yaml", "a\r\n\nb"};
    const document d(s);
    CHECK(d.line(1) == "a");
    CHECK(d.line(2).empty());
    CHECK(d.line(3) == "b");
    CHECK(d.line(0).empty());
    CHECK(d.line(4).empty());
  }
}
