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

TEST_SUITE_END();
