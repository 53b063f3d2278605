#include "sim/mutants.hpp"
#include "sim/shrink.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace rolecall;

TEST_SUITE("sim") {
  TEST_CASE("a part that is taken away leaves the others as they were") {
    sim::choices whole(7);
    whole.note_parts();
    const auto taken = [](const sim::choices& of) {
      std::vector<std::size_t> out;
      for (std::size_t i = 0; i < 50; ++i) {
        const sim::place at = of.root() / "thing" / i;
        if (at.has(50)) out.push_back(1000 * i + (at / "size").below(1000));
      }
      return out;
    };
    std::vector<std::size_t> all = taken(whole);
    REQUIRE(all.size() > 10);
    sim::kept_parts fewer(whole.parts().begin(), whole.parts().end());
    fewer.erase("thing/" + std::to_string(all[3] / 1000));
    all.erase(all.begin() + 3);
    CHECK(taken(sim::choices(7, fewer)) == all);
    CHECK(taken(sim::choices(7, {})).empty());
  }

  TEST_CASE("a failing seed shrinks to a short case that fails in the same way") {
    sim::settings how;
    how.changes = testing::repeats_lost_writes();
    how.only = 4;
    std::uint64_t seed = 1;
    const auto breaks = [&](const sim::choices& of) {
      const sim::verdict v = sim::run_case(of, how);
      return v.broken && v.broken->number == 4;
    };
    while (!breaks(sim::choices(seed))) ++seed;
    sim::choices whole(seed);
    whole.note_parts();
    (void)sim::run_case(whole, how);
    const sim::kept_parts kept = sim::shrunk(seed, how, 4);
    CHECK(breaks(sim::choices(seed, kept)));
    CHECK(kept.size() * 4 < whole.parts().size());
    const auto lines = sim::report_of(seed, kept, how, 50);
    CHECK(lines.size() <= 50);
    CHECK(lines.front().starts_with("seed " + std::to_string(seed) + " breaks V4: "));
    CHECK(lines.back().starts_with("again: rolecall-sim --seed " + std::to_string(seed) + " --keep '"));
    const auto culprit =
        std::ranges::find_if(lines, [](const std::string& l) { return l.starts_with("fault "); });
    CHECK(culprit != lines.end());
  }
}
