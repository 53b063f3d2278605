#include "live/time_left.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace std::chrono_literals;
using counts = std::map<std::string, std::size_t>;

TEST_SUITE("live::time_left") {
  TEST_CASE("the slowest endpoint decides; without a limit the course so far") {
    struct row {
      counts left;
      counts rates;
      std::size_t done;
      double elapsed;
      std::optional<std::chrono::seconds> expected;
    };
    const std::vector<row> table{
        {{{"a", 60}}, {{"a", 10}}, 0, 0, 360s},
        {{{"a", 60}, {"b", 70}}, {{"a", 10}, {"b", 7}}, 0, 0, 600s},
        {{{"a", 60}, {"b", 1000}}, {{"a", 10}}, 500, 10, 360s}, // what is not limited does not matter
        {{{"a", 0}, {"b", 1000}}, {{"a", 10}}, 500, 10, 20s},
        {{{"b", 1000}}, {}, 500, 10, 20s},
        {{{"b", 1}}, {}, 500, 10, 1s},
        {{{"b", 1000}}, {}, 9, 10, std::nullopt}, // too early to tell
        {{}, {{"a", 10}}, 100, 10, 0s},
        {{{"a", 1}}, {{"a", 600}}, 0, 0, 1s},
    };
    for (std::size_t i = 0; i < table.size(); ++i) {
      CAPTURE(i);
      const row& r = table[i];
      const auto left = live::time_left(r.left, r.rates, r.done, std::chrono::duration<double>(r.elapsed));
      CHECK(left.has_value() == r.expected.has_value());
      if (left && r.expected) CHECK(left->count() == r.expected->count());
    }
  }

  TEST_CASE("in words") {
    CHECK(live::in_words(0s) == "less than a minute");
    CHECK(live::in_words(59s) == "less than a minute");
    CHECK(live::in_words(60s) == "about 1 min");
    CHECK(live::in_words(61s) == "about 2 min");
    CHECK(live::in_words(6min) == "about 6 min");
    CHECK(live::in_words(119min) == "about 119 min");
    CHECK(live::in_words(2h) == "about 2 h");
    CHECK(live::in_words(2h + 17min) == "about 2 h 10 min");
  }
}
