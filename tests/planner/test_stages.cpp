// The order of a plan and what waits for what: rules a to d.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

plan::plan planned(const rules& said, const world& live) { return plan_of(said.policy(), live.live()); }

const std::string g_new = R"(group["G"].grant["New"])";
const std::string g_old = R"(group["G"].grant["Old"])";

} // namespace

TEST_SUITE_BEGIN("planner");

TEST_CASE("organization before projects, then addresses by their bytes") {
  const plan::plan p = planned(
      rules().role("b", {}).role("B", {}).group("a").group("Z").role_in("P", "A", {}).role_in("O", "A", {}),
      world().project("P").project("O"));
  CHECK(operations(p) ==
        text({R"(create group["Z"])", R"(create group["a"])", R"(create role["B"])", R"(create role["b"])",
              R"(create project["O"].role["A"])", R"(create project["P"].role["A"])"}));
}

TEST_CASE("a role is replaced without a moment in which nobody has it") {
  const world live = world().role("Old", {"a"}).role("New", {"a"}).group("G").grant("G", "Old");
  const plan::plan p =
      planned(rules(all_authoritative).role("Old", {"a"}).role("New", {"a"}).group("G", {"New"}), live);
  CHECK(operations(p) == text({"assign " + g_new, "unassign " + g_old}));
  CHECK(waits(p, g_old) == "kept: assign " + g_new + "\n");
  CHECK(gaps(p) == "");
}

TEST_CASE("a removal waits for nobody where nothing is kept") {
  const world live = world().role("Old", {"a"}).role("New", {"b"}).group("G").grant("G", "Old");
  const plan::plan p =
      planned(rules(all_authoritative).role("Old", {"a"}).role("New", {"b"}).group("G", {"New"}), live);
  CHECK(waits(p, g_old) == "");
}

TEST_CASE("a removal waits for nobody where another grant keeps the permission all along") {
  const world live = world()
                         .role("Old", {"a"})
                         .role("Same", {"a"})
                         .role("New", {"a"})
                         .group("G")
                         .grant("G", "Old")
                         .grant("G", "Same");
  const plan::plan p = planned(rules(all_authoritative)
                                   .role("Old", {"a"})
                                   .role("Same", {"a"})
                                   .role("New", {"a"})
                                   .group("G", {"New", "Same"}),
                               live);
  CHECK(waits(p, g_old) == "");
}

TEST_CASE("a grant and the growth of its role are both waited for, if both are needed") {
  const world live = world().role("Old", {"a"}).role("New", {"b"}).group("G").grant("G", "Old");
  const plan::plan p =
      planned(rules(all_authoritative).role("Old", {"a"}).role("New", {"a", "b"}).group("G", {"New"}), live);
  CHECK(operations(p) == text({"assign " + g_new, R"(update role["New"])", "unassign " + g_old}));
  CHECK(waits(p, g_old) == text({"kept: assign " + g_new, R"(kept: update role["New"])"}));
}

TEST_CASE("a role grows only after who is to lose it has lost it") {
  const world live = world().role("R", {"a"}).group("G").group("H").grant("G", "R").grant("H", "R");
  const plan::plan p =
      planned(rules(all_authoritative).role("R", {"a", "b"}).group("G", {"R"}).group("H", {}), live);
  CHECK(operations(p) == text({R"(unassign group["H"].grant["R"])", R"(update role["R"])"}));
  CHECK(p.operations[1].stage == plan::stage::late_addition);
  CHECK(waits(p, R"(role["R"])") == text({R"(phantom: unassign group["H"].grant["R"])"}));
}

TEST_CASE("a role grows at once where nobody loses it") {
  const plan::plan p =
      planned(rules().role("R", {"a", "b"}).group("G", {"R"}), world().role("R", {"a"}).group("G"));
  CHECK(operations(p) == text({R"(assign group["G"].grant["R"])", R"(update role["R"])"}));
  CHECK(waits(p, R"(role["R"])") == "");
}

TEST_CASE("a role is granted only after it has shrunk") {
  const plan::plan shrinks =
      planned(rules().role("R", {"a"}).group("G", {"R"}), world().role("R", {"a", "b"}).group("G"));
  CHECK(operations(shrinks) == text({R"(update role["R"])", R"(assign group["G"].grant["R"])"}));
  CHECK(shrinks.operations[0].stage == plan::stage::removal);
  CHECK(waits(shrinks, R"(group["G"].grant["R"])") == text({R"(phantom: update role["R"])"}));
  const plan::plan both =
      planned(rules().role("R", {"c"}).group("G", {"R"}), world().role("R", {"a", "b"}).group("G"));
  CHECK(both.operations[0].stage == plan::stage::mixed_update);
  CHECK(both.operations[1].stage == plan::stage::late_addition);
}

TEST_CASE("a role shrinks only after its holders have from elsewhere what they keep") {
  const world live = world().role("Old", {"a", "b"}).role("New", {"a"}).group("G").grant("G", "Old");
  const plan::plan p =
      planned(rules().role("Old", {"b"}).role("New", {"a"}).group("G", {"New", "Old"}), live);
  CHECK(waits(p, R"(role["Old"])") == text({"kept: assign " + g_new}));
}

TEST_CASE("of two roles that exchange a permission one waits for the other") {
  const world live = world().role("A", {"p"}).role("B", {"q"}).group("G").grant("G", "A").grant("G", "B");
  const plan::plan p = planned(rules().role("A", {"q"}).role("B", {"p"}).group("G", {"A", "B"}), live);
  CHECK(operations(p) == text({R"(update role["A"])", R"(update role["B"])"}));
  CHECK(waits(p, R"(role["B"])") == text({R"(kept: update role["A"])"}));
  CHECK(gaps(p) == text({R"(group["G"] lacks p from role["A"] to role["B"])"}));
}

TEST_CASE("where a phantom could only be avoided by a gap, the plan tells who is without what") {
  const world live = world().role("Old", {"a"}).role("New", {"a", "b"}).group("G").grant("G", "Old");
  const plan::plan p =
      planned(rules(all_authoritative).role("Old", {"a"}).role("New", {"a"}).group("G", {"New"}), live);
  CHECK(operations(p) == text({"unassign " + g_old, R"(update role["New"])", "assign " + g_new}));
  CHECK(gaps(p) == "group[\"G\"] lacks a from " + g_old + " to " + g_new + "\n");
}

TEST_CASE("a deletion comes after every removal on the thing") {
  const world live =
      world().role("Old", {"a"}).group("G").group("Gone").grant("G", "Old").grant("Gone", "Old");
  const plan::plan p = planned(rules(all_authoritative).no_roles().group("G", {}), live);
  CHECK(operations(p) ==
        text({R"(unassign group["G"].grant["Old"])", R"(delete group["Gone"])", R"(delete role["Old"])"}));
  CHECK(waits(p, R"(role["Old"])") ==
        text({R"(uses: unassign group["G"].grant["Old"])", R"(uses: delete group["Gone"])"}));
}

TEST_CASE("a group that goes does not share in what its role becomes") {
  const world live = world().role("R", {"a"}).group("Gone").grant("Gone", "R");
  const plan::plan p = planned(rules(all_authoritative).role("R", {"b"}).no_groups(), live);
  CHECK(operations(p) ==
        text({R"(unassign group["Gone"].grant["R"])", R"(update role["R"])", R"(delete group["Gone"])"}));
  CHECK(waits(p, R"(role["R"])") == text({R"(phantom: unassign group["Gone"].grant["R"])"}));
}

// Covers F35.
TEST_CASE("an owner goes only after whoever becomes one") {
  const world live = world().group("G").group("H").group("Gone").grant("G", "owner").grant("Gone", "owner");
  const plan::plan p = planned(rules(all_authoritative).group("G", {}).group("H", {"owner"}), live);
  CHECK(waits(p, R"(group["G"].grant["owner"])") == text({R"(owners: assign group["H"].grant["owner"])"}));
  CHECK(waits(p, R"(group["Gone"])") == text({R"(owners: assign group["H"].grant["owner"])"}));
}

TEST_CASE("a project's owner waits for no owner of the organization") {
  const world live = world().group("G").group("H").project("P").grant_in("P", "G", "owner");
  const plan::plan p =
      planned(rules(all_authoritative).group("G").group("H", {"owner"}).group_in("P", "G", {}), live);
  CHECK(waits(p, R"(project["P"].group["G"].grant["owner"])") == "");
}

TEST_SUITE_END();
