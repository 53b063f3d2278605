// What differs becomes operations; what does not, and what is not owned, does not.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;
using model::group_owner;

namespace {

plan::plan planned(const rules& said, const world& live) { return plan_of(said.policy(), live.live()); }

template <class Action>
const Action& only(const plan::plan& p) {
  REQUIRE(p.operations.size() == 1);
  return std::get<Action>(p.operations.front().what);
}

} // namespace

TEST_SUITE_BEGIN("planner");

TEST_CASE("what is missing is created, before it is granted") {
  const plan::plan p = planned(rules()
                                   .role("R", {"b", "a"}, "text")
                                   .group("G", {"R"})
                                   .shared_role("K", {"c"})
                                   .group_in("P", "G", {"K"}),
                               world().project("P"));
  CHECK(operations(p) ==
        text({R"(create group["G"])", R"(create role["R"])", R"(create project["P"].role["K"])",
              R"(assign group["G"].grant["R"])", R"(enter project["P"].group["G"].grant["K"])"}));
  const auto& role = std::get<plan::create_role>(p.operations[1].what);
  CHECK(role.after.permissions == names{"a", "b"});
  CHECK(role.after.description == "text");
  CHECK(std::get<plan::create_role>(p.operations[2].what).project.id == "proj_P");
  const auto& grant = std::get<plan::assign_role>(p.operations[3].what);
  CHECK(grant.principal.made_by == 0);
  CHECK(grant.role.made_by == 1);
  CHECK(p.operations[1].cause->begin.line == 1);
}

TEST_CASE("a description that is not written is left alone, an empty one is the same as none") {
  const world described = world().role("R", {"a"}).describe("role_R", "old");
  CHECK(operations(planned(rules().role("R", {"a"}), described)) == "");
  CHECK(operations(planned(rules().role("R", {"a"}, "old"), described)) == "");
  CHECK(operations(planned(rules().role("R", {"a"}, ""), world().role("R", {"a"}))) == "");
  CHECK(only<plan::update_role>(planned(rules().role("R", {"a"}, ""), described)).after.description == "");
  const plan::plan changed = planned(rules().role("R", {"a"}, "new"), described);
  CHECK(only<plan::update_role>(changed).before.description == "old");
  CHECK(only<plan::update_role>(changed).after.description == "new");
}

TEST_CASE("an update of permissions does not touch the description") {
  const plan::plan p =
      planned(rules().role("R", {"b"}, "text"), world().role("R", {"a"}).describe("role_R", "text"));
  CHECK_FALSE(only<plan::update_role>(p).after.description);
  CHECK(only<plan::update_role>(p).before.permissions == names{"a"});
  CHECK(only<plan::update_role>(p).after.permissions == names{"b"});
}

// Covers F30.
TEST_CASE("permissions are a set") {
  CHECK(operations(planned(rules().role("R", {"c", "a", "b"}), world().role("R", {"b", "c", "a"}))) == "");
}

TEST_CASE("authoritative lists lose what they do not have") {
  const world live = world()
                         .role("Old", {"a"})
                         .role("R", {"a"})
                         .group("Gone")
                         .group("G")
                         .member("Gone", "ada")
                         .user("ada")
                         .grant("G", "reader")
                         .grant("G", "R")
                         .grant("Gone", "R")
                         .project("P")
                         .project_role("P", "K", {"a"})
                         .grant_in("P", "G", "viewer");
  const rules said =
      rules(all_authoritative).role("R", {"a"}).group("G", {"R"}).no_roles_in("P").no_groups_in("P");
  const plan::plan p = planned(said, live);
  CHECK(operations(p) ==
        text({R"(unassign group["G"].grant["reader"])", R"(unassign project["P"].group["G"].grant["viewer"])",
              R"(delete group["Gone"])", R"(delete role["Old"])", R"(leave project["P"].group["G"])",
              R"(delete project["P"].role["K"])"}));
  CHECK(kept(p) == "");
  std::string cascades;
  for (const model::address& gone : std::get<plan::delete_group>(p.operations[2].what).cascades)
    cascades += gone.text() + "\n";
  CHECK(cascades == text({R"(group["Gone"].grant["R"])", R"(group["Gone"].member["ada@example.com"])"}));
}

TEST_CASE("additive lists lose nothing and say what they keep") {
  const world live = world()
                         .role("Old", {"a"})
                         .group("Gone")
                         .group("G")
                         .grant("G", "reader")
                         .project("P")
                         .project_role("P", "K", {"a"})
                         .grant_in("P", "G", "viewer");
  const plan::plan p =
      planned(rules().no_roles().group("G", {}).no_roles_in("P").group_in("P", "G", {}), live);
  CHECK(operations(p) == "");
  CHECK(kept(p) == text({R"(additive group["G"].grant["reader"])", R"(additive group["Gone"])",
                         R"(additive project["P"].group["G"].grant["viewer"])",
                         R"(additive project["P"].role["K"])", R"(additive role["Old"])"}));
}

TEST_CASE("a list with a blocked line loses nothing in that run") {
  const world live = world().role("Old", {"a"}).group("G").grant("G", "reader");
  const plan::plan p = planned(rules(all_authoritative).foreign_role("None").group("G", {"None"}), live);
  CHECK(operations(p) == "");
  CHECK(kept(p) == text({R"(blocked group["G"].grant["reader"])", R"(blocked role["Old"])"}));
}

// Covers F35.
TEST_CASE("groups that others decide about are never deleted") {
  const world live = world()
                         .group("Scim", group_owner::identity_provider)
                         .group("Tenant", group_owner::tenant)
                         .group("What", group_owner::unknown)
                         .group("Ours");
  const plan::plan p = planned(rules(all_authoritative).no_groups(), live);
  CHECK(operations(p) == text({R"(delete group["Ours"])"}));
  CHECK(kept(p) == text({R"(identity-provider group["Scim"])", R"(tenant group["Tenant"])",
                         R"(unknown group["What"])"}));
}

TEST_CASE("roles of a group that others decide about are granted and taken like any other's") {
  const world live = world().group("Scim", group_owner::identity_provider).grant("Scim", "owner");
  CHECK(operations(planned(rules(all_authoritative).foreign_group("Scim", {"reader"}), live)) ==
        text({R"(assign group["Scim"].grant["reader"])", R"(unassign group["Scim"].grant["owner"])"}));
}

// Covers F35.
TEST_CASE("predefined roles are never changed or deleted") {
  CHECK(operations(planned(rules(all_authoritative).no_roles().no_roles_in("P"),
                           world().predefined("Billing", {}).project("P"))) == "");
}

TEST_CASE("things of another policy are neither compared nor counted as kept") {
  const world live = world()
                         .role("x-R", {"a"})
                         .group("x-G")
                         .grant("x-G", "reader")
                         .project("x-P")
                         .group("G")
                         .grant_in("x-P", "G", "viewer");
  for (const model::manage mode : {all_authoritative, all_additive}) {
    const plan::plan p = planned(
        rules(mode).except_roles("x-*").except_groups("x-*").except_projects("x-*").no_roles().group("G"),
        live);
    CHECK(operations(p) == "");
    CHECK(kept(p) == "");
  }
}

TEST_CASE("grants of users and inherited grants stay") {
  const world live = world()
                         .role("R", {"a"})
                         .role("Old", {"a"})
                         .user("ada")
                         .user_grant("ada", "R")
                         .user_grant("ada", "owner")
                         .inherited("ada", "Old")
                         .project("P")
                         .user_grant_in("P", "ada", "member")
                         .project_role("P", "K", {});
  CHECK(operations(
            planned(rules(all_authoritative).role("R", {"a"}).no_groups().no_roles_in("P").no_groups_in("P"),
                    live)) == text({R"(delete role["Old"])", R"(delete project["P"].role["K"])"}));
}

TEST_CASE("one grant brings a group into a project, a predefined role before a custom one") {
  const plan::plan p =
      planned(rules().group("G").shared_role("A", {"a"}).group_in("P", "G", {"A", "member", "viewer"}),
              world().group("G").project("P").project_role("P", "A", {"a"}));
  CHECK(operations(p) == text({R"(enter project["P"].group["G"].grant["member"])",
                               R"(assign project["P"].group["G"].grant["A"])",
                               R"(assign project["P"].group["G"].grant["viewer"])"}));
  CHECK(waits(p, R"(project["P"].group["G"].grant["A"])") ==
        text({R"(uses: enter project["P"].group["G"].grant["member"])"}));
}

TEST_CASE("a custom role of others is no better entrance than one of ours") {
  const plan::plan p =
      planned(rules().group("G").foreign_role_in("P", "A").group_in("P", "G", {"A", "viewer"}),
              world().group("G").project("P").project_role("P", "A", {"a"}));
  CHECK(operations(p) == text({R"(enter project["P"].group["G"].grant["viewer"])",
                               R"(assign project["P"].group["G"].grant["A"])"}));
}

TEST_CASE("an early grant is the entrance, not one that must wait") {
  const plan::plan p =
      planned(rules().group("G").role_in("P", "A", {"b"}).group_in("P", "G", {"A", "viewer"}),
              world().group("G").project("P").project_role("P", "A", {"a"}));
  CHECK(operations(p) ==
        text({R"(enter project["P"].group["G"].grant["viewer"])", R"(update project["P"].role["A"])",
              R"(assign project["P"].group["G"].grant["A"])"}));
}

TEST_CASE("a group that is in the project, with or without a role, does not enter it") {
  const rules said = rules().group("G").group_in("P", "G", {"viewer"});
  CHECK(operations(planned(said, world().group("G").project("P").listed("P", "G"))) ==
        text({R"(assign project["P"].group["G"].grant["viewer"])"}));
  CHECK(operations(planned(said, world().group("G").project("P").grant_in("P", "G", "member"))) ==
        text({R"(assign project["P"].group["G"].grant["viewer"])"}));
}

TEST_CASE("a group leaves a project with its last role, if the list is owned") {
  const world live =
      world().group("G").project("P").grant_in("P", "G", "viewer").grant_in("P", "G", "member");
  const auto said = [](const names& roles) {
    return rules(all_authoritative).group("G").group_in("P", "G", roles);
  };
  CHECK(operations(planned(said({}), live)) ==
        text({R"(unassign project["P"].group["G"].grant["member"])",
              R"(unassign project["P"].group["G"].grant["viewer"])", R"(leave project["P"].group["G"])"}));
  CHECK(waits(planned(said({}), live), R"(project["P"].group["G"])") ==
        text({R"(uses: unassign project["P"].group["G"].grant["member"])",
              R"(uses: unassign project["P"].group["G"].grant["viewer"])"}));
  CHECK(operations(planned(said({"viewer"}), live)) ==
        text({R"(unassign project["P"].group["G"].grant["member"])"}));
}

TEST_CASE("a group that is deleted leaves its projects by that") {
  const world live =
      world().role("R", {"a"}).group("G").project("P").project_role("P", "K", {"a"}).grant_in("P", "G", "K");
  const plan::plan p = planned(rules(all_authoritative).no_groups().no_roles_in("P").no_groups_in("P"), live);
  CHECK(operations(p).find("leave") == std::string::npos);
}

TEST_CASE("an owner who goes is told, when he is one of the organization") {
  const world live = world().group("G").grant("G", "owner").project("P").grant_in("P", "G", "owner");
  const plan::plan p = planned(rules(all_authoritative).group("G", {}).group_in("P", "G", {}), live);
  REQUIRE(p.warnings.size() == 1);
  CHECK(p.warnings.front().starts_with(R"(group["G"].grant["owner"] goes)"));
}

TEST_CASE("an owner who goes with his group is told too") {
  const plan::plan p = planned(rules(all_authoritative).no_groups(), world().group("G").grant("G", "owner"));
  CHECK(operations(p) == text({R"(delete group["G"])"}));
  CHECK(p.warnings.size() == 1);
}

TEST_SUITE_END();
