#include "policy/load.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;

namespace {

/// Many warnings of one rule, and an entry of `allow` for each group from `first` on.
std::string many_idle_groups(int count, int first) {
  std::string text = "version: 1\nmanage: additive\ngroups:\n";
  for (int i = 0; i < count; ++i) text += "  Group " + std::to_string(i) + ": {}\n";
  text += "allow:\n";
  for (int i = first; i < count; ++i) {
    text += "  - {rule: RC125, at: 'group[\"Group " + std::to_string(i) + "\"]', reason: known}\n";
  }
  return text;
}

} // namespace

TEST_SUITE("policy") {
  TEST_CASE("what is accepted is counted and not shown, also where more than can be shown is accepted") {
    const policy::loaded all = policy::load({{"p.yaml", many_idle_groups(150, 0)}});
    CHECK(all.diagnostics.empty());
    CHECK(all.accepted == 150);
    const policy::loaded some = policy::load({{"p.yaml", many_idle_groups(150, 60)}});
    CHECK(some.accepted == 90);
    REQUIRE(some.diagnostics.size() == 51);
    CHECK(some.diagnostics.back().message == "and 10 more like p.yaml:4:3");
    const policy::loaded few = policy::load({{"p.yaml", many_idle_groups(150, 110)}});
    CHECK(few.accepted == 40);
    CHECK(few.diagnostics.size() == 51);
  }

  TEST_CASE("a policy with errors is not told that its entries of allow accept nothing") {
    const policy::loaded result =
        policy::load({{"p.yaml", "version: 1\nmanage: additive\nusers: {a@b.c: {roles: [owned]}}\n"
                                 "allow: [{rule: RC125, at: 'group[\"G\"]', reason: r}]\n"}});
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].rule == "RC080");
    CHECK(result.accepted == 0);
  }
}
