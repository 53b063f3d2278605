// People: what they hold by themselves and through groups, who is never touched, who must wait.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

plan::plan planned(const rules& said, const world& live) { return plan_of(said.policy(), live.live()); }

const std::string ada = "ada@example.com";
const std::string grace = "grace@example.com";
const std::string ada_owner = R"(user["ada@example.com"].grant["owner"])";
const std::string ada_sees_p = R"(project["P"].user["ada@example.com"].grant["viewer"])";

} // namespace

TEST_SUITE_BEGIN("planner");

// ---- owners of the organization

TEST_CASE("an owner of the organization loses nothing in a project") {
  const rules said = rules(all_authoritative).user(ada, {"owner"}).no_users_in("P");
  const world live =
      world().user("ada").project("P").user_grant("ada", "owner").user_grant_in("P", "ada", "viewer");
  const plan::plan p = planned(said, live);
  CHECK(operations(p) == "");
  CHECK(kept(p) == "owner " + ada_sees_p + "\n");
}

TEST_CASE("who ceases to be an owner of the organization loses what projects do not give him, after that") {
  const rules said = rules(all_authoritative).user(ada, {}).no_users_in("P");
  const world live =
      world().user("ada").project("P").user_grant("ada", "owner").user_grant_in("P", "ada", "viewer");
  const plan::plan p = planned(said, live);
  CHECK(operations(p) == text({"unassign " + ada_owner, "unassign " + ada_sees_p,
                               R"(leave project["P"].user["ada@example.com"])"}));
  CHECK(waits(p, ada_sees_p) == text({"uses: unassign " + ada_owner}));
}

TEST_CASE("who is an owner through a group ceases to be one with the group's role or his place in it") {
  const world live = world()
                         .user("ada")
                         .group("G")
                         .member("G", "ada")
                         .grant("G", "owner")
                         .project("P")
                         .user_grant_in("P", "ada", "viewer");
  const auto of = [&](const rules& said) { return planned(said, live); };
  const plan::plan owner = of(rules(all_authoritative).group("G", {"owner"}).no_users_in("P"));
  CHECK(operations(owner) == "");
  const plan::plan role = of(rules(all_authoritative).group("G", {}).no_users_in("P"));
  CHECK(waits(role, ada_sees_p) == text({R"(uses: unassign group["G"].grant["owner"])"}));
  const plan::plan place =
      of(rules(all_authoritative).group("G", {"owner"}).members("G", {}).no_users_in("P"));
  CHECK(waits(place, ada_sees_p) == text({R"(uses: remove group["G"].member["ada@example.com"])"}));
  const plan::plan group = of(rules(all_authoritative).no_groups().no_users_in("P"));
  CHECK(operations(group) == text({"unassign " + ada_sees_p, R"(delete group["G"])",
                                   R"(leave project["P"].user["ada@example.com"])"}));
}

TEST_CASE("a group of others makes nobody an owner who only waits to be in it") {
  const plan::plan p = planned(
      rules(all_authoritative).user(ada, {}).group("G", {"owner"}).members("G", {ada}).no_users_in("P"),
      world()
          .user("ada")
          .group("G", model::group_owner::identity_provider)
          .grant("G", "owner")
          .project("P")
          .user_grant("ada", "owner")
          .user_grant_in("P", "ada", "viewer"));
  CHECK(waits(p, ada_sees_p) == text({"uses: unassign " + ada_owner}));
}

TEST_CASE("who comes into a group that stays an owner remains one") {
  const plan::plan p =
      planned(rules(all_authoritative).user(ada, {}).group("G").members("G", {ada}).no_users_in("P"),
              world()
                  .user("ada")
                  .group("G")
                  .grant("G", "owner")
                  .project("P")
                  .user_grant("ada", "owner")
                  .user_grant_in("P", "ada", "viewer"));
  CHECK(operations(p) == text({R"(add group["G"].member["ada@example.com"])", "unassign " + ada_owner}));
}

TEST_CASE("who is told to be an owner through others stays one, unless it is a group that is known") {
  const rules said = rules(all_authoritative).group("G", {}).no_users_in("P");
  const world live = world()
                         .user("ada")
                         .group("G")
                         .grant("G", "owner")
                         .inherited("ada", "owner")
                         .project("P")
                         .user_grant_in("P", "ada", "viewer");
  CHECK(waits(planned(said, live), ada_sees_p) == "");
  CHECK(kept(planned(said, live)) == "owner " + ada_sees_p + "\n");
  const world through_group = world(live).member("G", "ada");
  CHECK(waits(planned(said, through_group), ada_sees_p) ==
        text({R"(uses: unassign group["G"].grant["owner"])"}));
}

// ---- leaving a project

namespace {

const std::string ada_in_p = R"(project["P"].user["ada@example.com"])";
const std::string g_sees_p = R"(project["P"].group["G"].grant["viewer"])";

/// Ada and Bob are in G; Ada sees project P by herself.
world with_ada_in_p() {
  return world()
      .user("ada")
      .user("bob")
      .group("G")
      .member("G", "ada")
      .member("G", "bob")
      .project("P")
      .user_grant_in("P", "ada", "viewer");
}

} // namespace

TEST_CASE("who gets a role in a project through a group does not leave it") {
  const rules said = rules(all_authoritative).group("G").group_in("P", "G", {"member"}).no_users_in("P");
  CHECK(operations(planned(said, with_ada_in_p())) ==
        text({R"(enter project["P"].group["G"].grant["member"])", "unassign " + ada_sees_p}));
}

TEST_CASE("who comes into a group that has a role in a project does not leave it") {
  const rules said = rules(all_authoritative)
                         .group("G")
                         .group("New")
                         .members("New", {ada})
                         .group_in("P", "New", {"member"})
                         .no_users_in("P");
  CHECK(operations(planned(said, with_ada_in_p())).find("leave") == std::string::npos);
}

TEST_CASE("who loses his own roles in a project, and those of a group with his place in it, leaves it") {
  const rules said = rules(all_authoritative)
                         .group("G")
                         .members("G", {"bob@example.com"})
                         .group_in("P", "G", {"viewer"})
                         .no_users_in("P");
  for (const bool told : {true, false}) {
    world live = with_ada_in_p().grant_in("P", "G", "viewer");
    if (!told) live.untold_in("P", "ada", "member");
    const plan::plan p = planned(said, live);
    CHECK(operations(p).find("leave " + ada_in_p) != std::string::npos);
    CHECK(waits(p, ada_in_p).find(R"(uses: remove group["G"].member["ada@example.com"])") !=
          std::string::npos);
  }
}

TEST_CASE("who loses what a group gives in a project leaves it after the group lost that") {
  const plan::plan p = planned(rules(all_authoritative).group("G").group_in("P", "G", {}).no_users_in("P"),
                               with_ada_in_p().grant_in("P", "G", "viewer"));
  CHECK(waits(p, ada_in_p) == text({"uses: unassign " + g_sees_p, "uses: unassign " + ada_sees_p}));
}

TEST_CASE("what a group no more gives with its end does not keep anybody in a project") {
  const plan::plan p = planned(rules(all_authoritative).no_groups().no_users_in("P"),
                               with_ada_in_p().grant_in("P", "G", "viewer"));
  CHECK(waits(p, ada_in_p) == text({"uses: unassign " + ada_sees_p, R"(uses: delete group["G"])"}));
}

TEST_CASE("nobody leaves a project for a part of what he is to be there") {
  const world live = with_ada_in_p();
  const model::policy policy = rules(all_authoritative).user_in("P", ada, {"member"}).policy();
  const auto of = [&](const std::string& glob) {
    return operations(plan_of_part(policy, live.live(), {glob}));
  };
  CHECK(of(ada_sees_p) == text({"unassign " + ada_sees_p}));
  const model::policy none = rules(all_authoritative).no_users_in("P").policy();
  const auto whole = [&](const std::string& glob) {
    return operations(plan_of_part(none, live.live(), {glob}));
  };
  CHECK(whole(ada_sees_p) == text({"unassign " + ada_sees_p}));
  CHECK(whole(ada_in_p) == text({"unassign " + ada_sees_p, "leave " + ada_in_p}));
}

// ---- what may be a group's goes with its role

TEST_CASE("what a user may hold himself beside his group is listed where its role goes too") {
  const world live = world()
                         .user("ada")
                         .group("G")
                         .member("G", "ada")
                         .project("P")
                         .project_role("P", "K", {"a"})
                         .grant_in("P", "G", "K")
                         .untold_in("P", "ada", "K");
  const std::string g_has_k = R"(project["P"].group["G"].grant["K"])";
  const std::string ada_has_k = R"(project["P"].user["ada@example.com"].grant["K"])";
  const std::string k = R"(project["P"].role["K"])";
  const rules groups = rules(all_authoritative).group("G").no_roles_in("P").no_groups_in("P");
  const plan::plan owned = planned(rules(groups).no_users_in("P"), live);
  CHECK(operations(owned).starts_with(text({"unassign " + g_has_k, "unassign " + ada_has_k})));
  CHECK(waits(owned, k) == text({"uses: unassign " + g_has_k, "uses: unassign " + ada_has_k}));
  CHECK(guards(owned) == "");
  const plan::plan not_owned = planned(groups, live);
  CHECK(waits(not_owned, k) == text({"uses: unassign " + g_has_k}));
  CHECK(guards(not_owned) == "");
  REQUIRE(not_owned.warnings.size() == 1); // nobody can tell whether there is anything to refuse
  CHECK(not_owned.warnings.front() ==
        k + " goes, and with it what users may hold of it beside their groups: " + ada_has_k);
}

TEST_SUITE_END();
