// Old names become new ones: in which order, so that no two things ever bear one name, and what stands in the
// way.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/simulation.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

plan::plan planned(const rules& said, const world& live) { return plan_of(said.policy(), live.live()); }

/// The address of something on its way between two names.
std::string passing(const std::string& kind, const std::string& id, const std::string& in = {}) {
  return in + kind + "[\"" + model::passing_name(id) + "\"]";
}

} // namespace

TEST_SUITE_BEGIN("planner");

TEST_CASE("a rename is one operation with whatever else changes") {
  const plan::plan p =
      planned(rules().role("New", {"b"}, "text").role_was("", "New", "Old").group("H").group_was("H", "G"),
              world().role("Old", {"a"}).group("G"));
  CHECK(operations(p) == text({R"(rename group["H"])", R"(rename role["New"])"}));
  CHECK(p.operations[0].previous->text() == R"(group["G"])");
  CHECK(p.operations[1].previous->text() == R"(role["Old"])");
  const auto& what = std::get<plan::update_role>(p.operations[1].what);
  CHECK(what.name == plan::rename{"Old", "New"});
  CHECK(what.after.permissions == names{"b"});
  CHECK(what.after.description == "text");
}

TEST_CASE("what is renamed keeps its holders and members") {
  const plan::plan p =
      planned(rules(all_authoritative)
                  .role("New", {"a"})
                  .role_was("", "New", "Old")
                  .group("H", {"New"})
                  .group_was("H", "G")
                  .members("H", {"ada@example.com"}),
              world().role("Old", {"a"}).group("G").user("ada").member("G", "ada").grant("G", "Old"));
  CHECK(operations(p) == text({R"(rename group["H"])", R"(rename role["New"])"}));
}

TEST_CASE("a role of project_roles is renamed in every project that has it") {
  const plan::plan p = planned(rules()
                                   .group("G")
                                   .shared_role("New", {"a"})
                                   .shared_role_was("New", "Old")
                                   .group_in("P", "G", {"New"})
                                   .group_in("Q", "G", {"New"}),
                               world().group("G").project("P").project("Q").project_role("P", "Old", {"a"}));
  CHECK(operations(p) == text({R"(rename project["P"].role["New"])", R"(create project["Q"].role["New"])",
                               R"(enter project["P"].group["G"].grant["New"])",
                               R"(enter project["Q"].group["G"].grant["New"])"}));
}

TEST_CASE("where one takes the name that another gives up, the other goes first") {
  const plan::plan p = planned(rules()
                                   .role("B", {"a"})
                                   .pin_role("", "B", "role_A")
                                   .role_was("", "B", "A")
                                   .role("C", {"b"})
                                   .pin_role("", "C", "role_B")
                                   .role_was("", "C", "B")
                                   .role("D", {"c"}),
                               world().role("A", {"a"}).role("B", {"b"}));
  CHECK(operations(p) == text({R"(rename role["C"])", R"(rename role["B"])", R"(create role["D"])"}));
  CHECK(waits(p, R"(role["B"])") == text({R"(uses: rename role["C"])"}));
}

// Covers I32.
TEST_CASE("two swap their names through a passing one") {
  const plan::plan p = planned(rules()
                                   .group("A")
                                   .pin_group("A", "group_B")
                                   .group_was("A", "B")
                                   .group("B")
                                   .pin_group("B", "group_A")
                                   .group_was("B", "A"),
                               world().group("A").group("B"));
  const std::string away = "rename " + passing("group", "group_B");
  CHECK(operations(p) == text({away, R"(rename group["B"])", R"(rename group["A"])"}));
  CHECK(waits(p, R"(group["B"])") == text({"uses: " + away}));
  CHECK(waits(p, R"(group["A"])") == text({"uses: " + away, R"(uses: rename group["B"])"}));
}

TEST_CASE("in a circle of three one bears a passing name, and content changes apart from names") {
  rules said;
  const auto becomes = [&](const std::string& name, const std::string& old, const std::string& permission) {
    said.role_in("P", name, {permission}).pin_role("P", name, "role_P_" + old).role_was("P", name, old);
  };
  becomes("A", "C", "c");
  becomes("B", "A", "changed");
  becomes("C", "B", "b");
  const plan::plan p = planned(said, world()
                                         .project("P")
                                         .project_role("P", "A", {"a"})
                                         .project_role("P", "B", {"b"})
                                         .project_role("P", "C", {"c"}));
  const std::string in = R"(project["P"].)";
  CHECK(operations(p) == text({"rename " + passing("role", "role_P_C", in), "rename " + in + R"(role["C"])",
                               "rename " + in + R"(role["B"])", "rename " + in + R"(role["A"])",
                               "update " + in + R"(role["B"])"}));
}

TEST_CASE("a name that a deletion frees is taken after it, and borne in passing by nobody else meanwhile") {
  const plan::plan p = planned(
      rules(all_authoritative).role("New", {"a"}).pin_role("", "New", "role_Old").role_was("", "New", "Old"),
      world().role("Old", {"a"}).role("New", {"b"}));
  const std::string away = passing("role", "role_Old");
  CHECK(operations(p) == text({"rename " + away, R"(delete role["New"])", R"(rename role["New"])"}));
  CHECK(p.operations[2].stage == plan::stage::deletion);
  CHECK(waits(p, R"(role["New"])") == text({R"(uses: rename )" + away, R"(uses: delete role["New"])"}));
}

TEST_CASE("a run that was killed between two names is understood by the next") {
  const std::string between = model::passing_name("role_1");
  const plan::plan p = planned(
      rules(all_authoritative).role("New", {"a"}).pin_role("", "New", "role_1").role_was("", "New", "Old"),
      world().role(between, {"a"}, "role_1"));
  CHECK(operations(p) == text({R"(rename role["New"])"}));
}

TEST_CASE("a name that somebody keeps is not taken: the line is blocked and its list loses nothing") {
  const auto renamed = [](model::manage manage) {
    return rules(manage).role("New", {"b"}).pin_role("", "New", "role_Old").role_was("", "New", "Old");
  };
  const world live = world().role("Old", {"a"}).role("New", {"a"}).role("Other", {});
  const plan::plan additive = planned(renamed(all_additive), live);
  CHECK(blocked(additive) == "role[\"New\"]: another role has this name and keeps it\n");
  CHECK(operations(additive) == text({R"(update role["Old"])"})); // what it may do is not blocked
  const plan::plan declared =
      planned(renamed(all_authoritative).foreign_role("Twin").pin_role("", "Twin", "role_New", "New"), live);
  CHECK(blocked(declared) == "role[\"New\"]: another role has this name and keeps it\n");
  CHECK(operations(declared) == text({R"(update role["Old"])"}));
  CHECK(kept(declared) == "blocked role[\"Other\"]\n");
}

TEST_CASE("a group of others keeps its name, and who wanted that name from it keeps his") {
  const plan::plan p =
      planned(rules(all_authoritative)
                  .group("A")
                  .pin_group("A", "group_B")
                  .group_was("A", "B")
                  .group("B")
                  .pin_group("B", "group_C")
                  .group_was("B", "C"),
              world().group("A", model::group_owner::identity_provider).group("B").group("C"));
  CHECK(operations(p) == "");
  CHECK(blocked(p) == text({R"(group["A"]: another group has this name and keeps it)",
                            R"(group["B"]: another group has this name and keeps it)"}));
}

TEST_CASE("a group that others manage waits for them to rename it") {
  const plan::plan p = planned(rules().group("New").group_was("New", "Old"),
                               world().group("Old", model::group_owner::identity_provider));
  CHECK(operations(p) == "");
  CHECK(waiting(p) == "group[\"New\"]: others manage this group: rename it in the identity provider\n");
}

TEST_CASE("where two live things have one name, both must have gone before a third takes it") {
  const plan::plan p = planned(rules(all_authoritative)
                                   .group("I")
                                   .pin_group("I", "group_G")
                                   .group_was("I", "G")
                                   .group("Twin")
                                   .pin_group("Twin", "group_I1")
                                   .group_was("Twin", "I"),
                               world()
                                   .group("G")
                                   .group("I", model::group_owner::organization, "group_I1")
                                   .group("I", model::group_owner::organization, "group_I2"));
  CHECK(operations(p) == text({"rename " + passing("group", "group_G"), R"(rename group["Twin"#group_I1])",
                               R"(delete group["I"#group_I2])", R"(rename group["I"])"}));
  CHECK(waits(p, R"(group["I"])") ==
        text({"uses: rename " + passing("group", "group_G"), R"(uses: rename group["Twin"#group_I1])",
              R"(uses: delete group["I"#group_I2])"}));
}

TEST_SUITE_END();
