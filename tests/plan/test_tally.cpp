#include "plan/tally.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using plan::outcome;

TEST_SUITE("plan") {
  TEST_CASE("only what this run wrote counts as added, changed or removed") {
    plan::plan p;
    p.operations.resize(5);
    p.operations[0].what = plan::create_group{"a"};
    p.operations[1].what = plan::create_group{"b"};
    p.operations[2].what = plan::update_role{};
    p.operations[3].what = plan::delete_group{};
    p.operations[4].what = plan::delete_role{};
    const plan::tally counts = plan::count(p, {{outcome::done, "", ""},
                                               {outcome::already, "", ""},
                                               {outcome::done, "", ""},
                                               {outcome::failed, "", ""},
                                               {outcome::done, "", ""}});
    CHECK(counts.done.add == 1);
    CHECK(counts.done.change == 1);
    CHECK(counts.done.remove == 1);
    CHECK(counts.of(outcome::done) == 3);
    CHECK(counts.of(outcome::already) == 1);
    CHECK(counts.of(outcome::failed) == 1);
    CHECK(counts.of(outcome::skipped) == 0);
  }

  TEST_CASE("an apply is complete if every step is done or was so already") {
    plan::plan p;
    p.operations.resize(1);
    for (const outcome o : plan::all_outcomes) {
      CHECK(plan::count(p, {{o, "", ""}}).complete() == plan::succeeded(o));
    }
    CHECK(plan::count({}, {}).complete());
  }
}
