// What stops a plan before its first write: the numbers, and the flag that lifts it.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

/// `roles` custom roles A0, A1, ... and `groups` groups G0, G1, ... with `grants` of them holding reader.
world many(int roles, int groups, int grants) {
  world out;
  for (int i = 0; i < roles; ++i) out.role("A" + std::to_string(i), {"a"});
  for (int i = 0; i < groups; ++i) out.group("G" + std::to_string(i));
  for (int i = 0; i < grants; ++i) out.grant("G" + std::to_string(i), "reader");
  return out;
}

/// Keeps all but the last `but` roles, and all groups, the last `without` of them without reader.
rules keeping(int roles, int groups, int grants, int but, int without) {
  rules out(all_authoritative);
  out.no_roles().no_groups();
  for (int i = 0; i < roles - but; ++i) out.role("A" + std::to_string(i), {"a"});
  for (int i = 0; i < groups; ++i) {
    out.group("G" + std::to_string(i), i < grants - without ? names{"reader"} : names{});
  }
  return out;
}

planner::options at_most(std::size_t value, bool percent = false) {
  planner::options out;
  out.max_removals = planner::removal_limit{value, percent};
  return out;
}

std::string guarded(const rules& said, const world& live, const planner::options& choice = {}) {
  return guards(plan_of(said.policy(), live.live(), choice));
}

} // namespace

TEST_SUITE_BEGIN("planner");

// Covers I36.
TEST_CASE("without a flag a quarter may go, at least 3 and at most 50, of each kind") {
  CHECK(guarded(keeping(4, 0, 0, 3, 0), many(4, 0, 0)) == "");
  CHECK(guarded(keeping(4, 0, 0, 4, 0), many(4, 0, 0)) ==
        "max-removals: 4 roles would be removed, of 4 that this policy owns; the limit is 3 [--max-removals "
        "4]\n");
  CHECK(guarded(keeping(20, 0, 0, 5, 0), many(20, 0, 0)) == "");
  CHECK(guarded(keeping(20, 0, 0, 6, 0), many(20, 0, 0)) ==
        "max-removals: 6 roles would be removed, of 20 that this policy owns; the limit is 5 [--max-removals "
        "6]\n");
  CHECK(guarded(keeping(0, 300, 300, 0, 50), many(0, 300, 300)) == "");
  CHECK(guarded(keeping(0, 300, 300, 0, 51), many(0, 300, 300)) ==
        "max-removals: 51 grants would be removed, of 300 that this policy owns; the limit is 50 "
        "[--max-removals 51]\n");
}

TEST_CASE("a number or a share may be given") {
  const auto said = [] { return keeping(10, 0, 0, 5, 0); };
  CHECK(guarded(said(), many(10, 0, 0), at_most(5)) == "");
  CHECK(guarded(said(), many(10, 0, 0), at_most(4)) ==
        "max-removals: 5 roles would be removed, of 10 that this policy owns; the limit is 4 [--max-removals "
        "5]\n");
  CHECK(guarded(said(), many(10, 0, 0), at_most(50, true)) == "");
  CHECK(guarded(said(), many(10, 0, 0), at_most(49, true)) ==
        "max-removals: 5 roles would be removed, of 10 that this policy owns; the limit is 4 [--max-removals "
        "5]\n");
  CHECK(guarded(keeping(10, 0, 0, 1, 0), many(10, 0, 0), at_most(0)).find("the limit is 0") !=
        std::string::npos);
  CHECK(guarded(keeping(10, 0, 0, 0, 0), many(10, 0, 0), at_most(0)) == "");
}

TEST_CASE("the flag that a guard names lifts it, for every kind") {
  const world live = many(5, 60, 60);
  const rules said = keeping(5, 60, 60, 4, 15); // 4 roles are too many, 15 grants are a quarter
  CHECK(guarded(said, live) == "max-removals: 4 roles would be removed, of 5 that this policy owns; the "
                               "limit is 3 [--max-removals 15]\n");
  CHECK(guarded(said, live, at_most(15)) == "");
}

TEST_CASE("what goes with a group is counted once") {
  world live = world()
                   .role("R", {"a"})
                   .group("Gone")
                   .grant("Gone", "R")
                   .grant("Gone", "reader")
                   .project("P")
                   .grant_in("P", "Gone", "viewer");
  for (const char* user : {"a", "b", "c", "d"}) live.user(user).member("Gone", user);
  const auto said = [](const names& allowed) {
    return rules(all_authoritative).role("R", allowed).no_groups().no_groups_in("P");
  };
  const std::string expected = "max-removals: 1 group would be removed, of 1 that this policy owns; the "
                               "limit is 0; 4 members would be removed, "
                               "of 4 that this policy owns; the limit is 0; 3 grants would be removed, of 3 "
                               "that this policy owns; the limit is 0 "
                               "[--max-removals 4]\n";
  CHECK(guarded(said({"a"}), live, at_most(0)) == expected);
  CHECK(guarded(said({"a", "b"}), live, at_most(0)) ==
        expected); // one of the grants goes by an operation of its own
}

TEST_CASE("a role that others hold is not deleted without its address") {
  const world live =
      world().role("Old", {"a"}).user("ada").user_grant("ada", "Old").group("G").grant("G", "Old");
  const rules said = rules(all_authoritative).no_roles().group("G", {});
  CHECK(
      guarded(said, live) ==
      R"(delete-in-use: role["Old"] would be deleted, but 1 grant that uses it is not this policy's to remove: )"
      R"(user["ada@example.com"].grant["Old"] [--delete-in-use 'role["Old"]'])"
      "\n");
  planner::options lifted;
  lifted.delete_in_use = {R"(role["Old"])"};
  CHECK(guarded(said, live, lifted) == "");
  lifted.delete_in_use = {R"(role["Other"])"};
  CHECK(guarded(said, live, lifted) != "");
  CHECK(guarded(rules(all_authoritative).no_roles().group("G", {}),
                world().role("Old", {"a"}).group("G").grant("G", "Old")) == "");
}

TEST_CASE("a flag that names nothing that the plan deletes is warned of, with what was probably meant") {
  const world live = world().role("Old", {"a"}).user("ada").user_grant("ada", "Old").group("G");
  const rules said = rules(all_authoritative).no_roles().group("G", {});
  const auto warned = [&](const std::string& named) {
    planner::options choice;
    choice.delete_in_use = {named};
    return plan_of(said.policy(), live.live(), choice).warnings;
  };
  CHECK(warned(R"(role["Old"])").empty());
  CHECK(warned(R"(role["Odl"])") ==
        std::vector<std::string>{
            R"(--delete-in-use 'role["Odl"]' names no role or group that this plan deletes; )"
            R"(did you mean 'role["Old"]'?)"});
  CHECK(warned(R"(group["Support Team"])") ==
        std::vector<std::string>{
            R"(--delete-in-use 'group["Support Team"]' names no role or group that this plan deletes )"
            R"((there is role["Old"]))"});
}

TEST_CASE("a group that holds what is not ours is not deleted without its address") {
  const world live = world().group("G").project("P").project("Q").project("R").project("S");
  world held = live;
  for (const char* project : {"P", "Q", "R", "S"}) held.grant_in(project, "G", "viewer");
  CHECK(
      guarded(rules(all_authoritative).no_groups(), held, at_most(9)) ==
      R"(delete-in-use: group["G"] would be deleted, but 4 grants that use it are not this policy's to remove: )"
      R"(project["P"].group["G"].grant["viewer"], project["Q"].group["G"].grant["viewer"], )"
      R"(project["R"].group["G"].grant["viewer"], ... [--delete-in-use 'group["G"]'])"
      "\n");
  CHECK(guarded(rules(all_authoritative).no_groups(), live) == "");
}

TEST_CASE("a refused plan is not to be applied, and says so only if a guard refuses") {
  const plan::plan refused = plan_of(keeping(4, 0, 0, 4, 0).policy(), many(4, 0, 0).live());
  CHECK(refused.refused());
  CHECK_FALSE(refused.applyable());
  CHECK(plan_of(keeping(4, 0, 0, 1, 0).policy(), many(4, 0, 0).live()).applyable());
}

TEST_CASE("a share of what the lists hold does not depend on who is known to give it") {
  const rules said = rules(all_authoritative).role("R", {}).role("S", {}).user("ada@example.com", {"R"});
  const world live = world().role("R", {}).role("S", {}).user("ada").untold("ada", "R").untold("ada", "S");
  const world given = world(live).group("G").member("G", "ada").grant("G", "R").grant("G", "S");
  planner::options none;
  none.max_removals = planner::removal_limit{0, false};
  const std::string owned = "1 grant would be removed, of 2 that this policy owns";
  CHECK(guards(plan_of(said.policy(), live.live(), none)).find(owned) != std::string::npos);
  CHECK(guards(plan_of(rules(said).group("G", {"R"}).policy(), given.live(), none)).find("of 4 that") !=
        std::string::npos);
}

TEST_CASE("a role is in use where somebody holds it from whom nothing is ever taken") {
  const rules said = rules(all_authoritative)
                         .no_roles_in("P")
                         .no_users_in("P")
                         .no_users()
                         .user("ada@example.com", {"owner"});
  const world live =
      world().project("P").project_role("P", "K", {}).user("ada").user_grant("ada", "owner").account("bot");
  const std::string refused =
      "delete-in-use: project[\"P\"].role[\"K\"] would be deleted, but 1 grant that uses it is "
      "not this policy's to remove: ";
  const std::string flag = " [--delete-in-use 'project[\"P\"].role[\"K\"]']\n";
  CHECK(guarded(said, live) == "");
  CHECK(guarded(said, world(live).user_grant_in("P", "ada", "K")) ==
        refused + R"(project["P"].user["ada@example.com"].grant["K"])" + flag);
  CHECK(guarded(said, world(live).user_grant_in("P", "bot", "K")) ==
        refused + R"(project["P"].user["user_bot"].grant["K"])" + flag);
}

TEST_SUITE_END();
