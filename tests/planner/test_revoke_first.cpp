// Plans that revoke first: every removal before any addition. Rules a and b still hold; what people keep may
// be missing meanwhile, and the plan says so.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/random_case.hpp"
#include "support/runs.hpp"
#include "support/simulation.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

planner::options revoking(const std::string& caller = {}) {
  planner::options out;
  out.revoke_first = true;
  out.caller = caller;
  return out;
}

plan::plan planned(const rules& said, const world& live, const planner::options& choice = revoking()) {
  return plan_of(said.policy(), live.live(), choice);
}

std::size_t place(const plan::operation& op) { return plan::place_of(op.stage, true); }

bool adds(const plan::operation& op) {
  return op.stage == plan::stage::early_addition || op.stage == plan::stage::late_addition ||
         op.stage == plan::stage::mixed_update;
}

const std::string g_new = R"(group["G"].grant["New"])";
const std::string g_old = R"(group["G"].grant["Old"])";
const names owner{"owner"};

} // namespace

TEST_SUITE_BEGIN("planner");

// Covers V6.
TEST_CASE(
    "revoking first, a removal waits for no addition, and the plan says who is without what meanwhile") {
  const world live = world().role("Old", {"a", "b"}).role("New", {"a"}).group("G").grant("G", "Old");
  const rules said = rules(all_authoritative).role("Old", {"a", "b"}).role("New", {"a"}).group("G", {"New"});
  const plan::plan p = planned(said, live);
  CHECK(p.revoke_first);
  CHECK(operations(p) == text({"unassign " + g_old, "assign " + g_new}));
  CHECK(waits(p, g_old) == "");
  CHECK(waits(p, g_new) == "");
  CHECK(gaps(p) == "group[\"G\"] lacks a from " + g_old + " to " + g_new + "\n");
  const plan::plan usual = planned(said, live, {});
  CHECK(operations(usual) == text({"assign " + g_new, "unassign " + g_old}));
  CHECK(gaps(usual) == "");
}

TEST_CASE("revoking first, deletions are removals; mixed updates follow, then additions") {
  const world live = world()
                         .role("Both", {"a"})
                         .role("Less", {"a", "b"})
                         .role("More", {"a"})
                         .role("Old", {"o"})
                         .user("ada")
                         .group("G")
                         .group("Gone")
                         .grant("G", "Old")
                         .grant("G", "Both")
                         .grant("Gone", "Less");
  const plan::plan p = planned(rules(all_authoritative)
                                   .role("Both", {"b"})
                                   .role("Less", {"a"})
                                   .role("More", {"a", "m"})
                                   .role("New", {"n"})
                                   .group("G", {"Both", "Less", "New"})
                                   .members("G", {"ada@example.com"}),
                               live);
  CHECK(
      operations(p) ==
      text({R"(create role["New"])", "unassign " + g_old, R"(update role["Less"])", R"(delete group["Gone"])",
            R"(delete role["Old"])", R"(update role["Both"])", "assign " + g_new, R"(update role["More"])",
            R"(assign group["G"].grant["Less"])", R"(add group["G"].member["ada@example.com"])"}));
}

TEST_CASE("revoking first, an addition that shares a path with a removal still waits for it") {
  const world live = world().role("R", {"a"}).group("G").group("H").grant("G", "R").grant("H", "R");
  const plan::plan p =
      planned(rules(all_authoritative).role("R", {"a", "b"}).group("G", {"R"}).group("H", {}), live);
  CHECK(waits(p, R"(role["R"])") == text({R"(phantom: unassign group["H"].grant["R"])"}));
}

TEST_CASE("revoking first, no role waits for another that gives what it takes, and both gaps are told") {
  const world live = world().role("A", {"p"}).role("B", {"q"}).group("G").grant("G", "A").grant("G", "B");
  const plan::plan p = planned(rules().role("A", {"q"}).role("B", {"p"}).group("G", {"A", "B"}), live);
  CHECK(operations(p) == text({R"(update role["A"])", R"(update role["B"])"}));
  CHECK(waits(p, R"(role["B"])") == "");
  CHECK(gaps(p) == text({R"(group["G"] lacks p from role["A"] to role["B"])",
                         R"(group["G"] lacks q from role["B"] to role["A"])"}));
}

TEST_CASE("revoking first, who is in a deleted group is without what he keeps, too") {
  const world live =
      world().role("R", {"a"}).user("ada").group("G").group("Gone").grant("Gone", "R").member("Gone", "ada");
  const plan::plan p = planned(
      rules(all_authoritative).role("R", {"a"}).group("G", {"R"}).members("G", {"ada@example.com"}), live);
  CHECK(operations(p) == text({R"(delete group["Gone"])", R"(assign group["G"].grant["R"])",
                               R"(add group["G"].member["ada@example.com"])"}));
  CHECK(waits(p, R"(group["Gone"])") == "");
  CHECK(gaps(p) == text({R"(user["ada@example.com"] lacks a from group["Gone"] to )"
                         R"(group["G"].member["ada@example.com"])"}));
}

// Covers F35, V7.
TEST_CASE(
    "revoking first, an owner who comes does not count while others go: the guard says so, nothing waits") {
  const world live =
      world().user("ada").user("bob").user("cy").user_grant("ada", "owner").user_grant("bob", "owner");
  const rules said = rules(all_authoritative)
                         .user("ada@example.com", {})
                         .user("bob@example.com", owner)
                         .user("cy@example.com", owner);
  const std::string ada = R"(user["ada@example.com"].grant["owner"])";
  const plan::plan usual = planned(said, live, {});
  CHECK(guards(usual) == "");
  CHECK(waits(usual, ada) == "owners: assign user[\"cy@example.com\"].grant[\"owner\"]\n");
  const plan::plan p = planned(said, live);
  CHECK(waits(p, ada) == "");
  CHECK(guards(p) ==
        "min-owners: 1 owner of the organization would be left of 2; the least is 2. In the end there "
        "would be 2, but some only after others have gone [--min-owners 1]\n");
  planner::options lifted = revoking();
  lifted.min_owners = 1;
  CHECK(guards(planned(said, live, lifted)) == "");
}

TEST_CASE("revoking first, what ends the caller's own rights still goes last of all") {
  const world live = world()
                         .user("ada")
                         .user("bob")
                         .user("cy")
                         .role("R", {"a"})
                         .group("G")
                         .grant("G", "R")
                         .user_grant("ada", "owner")
                         .user_grant("bob", "owner")
                         .user_grant("cy", "owner");
  const rules said = rules(all_authoritative)
                         .role("R", {"a"})
                         .group("G", {})
                         .user("ada@example.com", {"R"})
                         .user("bob@example.com", owner)
                         .user("cy@example.com", owner);
  const plan::plan p = planned(said, live, revoking("user_ada"));
  CHECK(operations(p) ==
        text({R"(unassign group["G"].grant["R"])", R"(assign user["ada@example.com"].grant["R"])",
              R"(unassign user["ada@example.com"].grant["owner"])"}));
  CHECK(p.operations.back().after.size() == 2);
}

TEST_CASE("revoking first, a caller whose rights only change their way loses none: his last one goes last") {
  const world live = world()
                         .user("ada")
                         .user("bob")
                         .group("Admins")
                         .grant("Admins", "owner")
                         .user_grant("ada", "owner")
                         .user_grant("bob", "owner");
  const rules said = rules(all_authoritative)
                         .group("Admins", {"owner"})
                         .members("Admins", {"ada@example.com"})
                         .user("ada@example.com", {})
                         .user("bob@example.com", owner);
  const plan::plan p = planned(said, live, revoking("user_ada"));
  CHECK(operations(p) == text({R"(add group["Admins"].member["ada@example.com"])",
                               R"(unassign user["ada@example.com"].grant["owner"])"}));
  CHECK(guards(p) == "");
  CHECK(p.ends_rights_of.empty());
  CHECK(p.gaps.empty());
  CHECK(p.operations.back().stage == plan::stage::own_rights);
  // Of somebody else it goes first: then he is without it for a time.
  CHECK(planned(said, live, revoking("user_bob")).ends_rights_of.size() == 1);
}

// Covers V6.
TEST_CASE(
    "revoking first, in every order and whatever fails, there is no phantom and no gap that is not told") {
  std::size_t told = 0;
  for_each_case(700, [&](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live, revoking());
    if (p.operations.empty()) return;
    const any_order runs(p, c);
    dice random(c.seed);
    for (int i = 0; i < 3; ++i) runs.check(random);
    for (int i = 0; i < 3; ++i) runs.check(random, random.below(p.operations.size()));
    told += p.gaps.size();
  });
  CHECK(told > 100);
}

// Covers V6.
TEST_CASE("revoking first, all that takes away stands before all that gives, and waits for none of it") {
  for_each_case(2000, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live, revoking());
    REQUIRE(std::ranges::is_sorted(p.operations, {}, place));
    for (std::size_t i = 0; i < p.operations.size(); ++i) {
      for (const plan::dependency& d : p.operations[i].after) {
        REQUIRE(d.on < i);
        REQUIRE((!adds(p.operations[d.on]) || adds(p.operations[i])));
      }
    }
  });
}

// Covers V3.
TEST_CASE("revoking first, a plan does the same and leads to the same as in the usual order") {
  for_each_case(1000, [](const random_case& c) {
    const plan::plan usual = plan_of(c.policy, c.live);
    const plan::plan p = plan_of(c.policy, c.live, revoking());
    REQUIRE(p.operations.size() == usual.operations.size());
    const model::organization after = apply_to_model(p, c.live, c.lists);
    REQUIRE(operations(plan_of(c.policy, after, revoking())) ==
            operations(plan_of(c.policy, apply_to_model(usual, c.live, c.lists), revoking())));
  });
}

TEST_SUITE_END();
