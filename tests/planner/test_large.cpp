// Large organizations: what a plan costs grows with what is in it, not with its square.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

/// One and Two with the same `count` members; two roles each.
model::organization crowd(std::size_t count) {
  model::organization live = world()
                                 .role("R", {"a", "b"})
                                 .group("One")
                                 .group("Two")
                                 .grant("One", "R")
                                 .grant("Two", "R")
                                 .grant("One", "reader")
                                 .grant("Two", "reader")
                                 .live();
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) {
    ids.push_back("user-" + std::to_string(1'000'000 + i));
    live.users.push_back({ids.back(), ids.back() + "@example.com"});
    live.read[{model::list_kind::user_roles, {}, ids.back()}] = {1, {}};
  }
  for (const char* group : {"group_One", "group_Two"})
    live.members[{model::list_kind::group_members, {}, group}] = ids;
  live.members[{model::list_kind::users, {}, {}}] = ids;
  live.sort();
  return live;
}

std::string number(std::size_t i) { return std::to_string(1'000'000 + i); }

/// `count` users, who hold `role`, and as many groups, which hold R.
model::organization holders(std::size_t count, const std::string& role) {
  model::organization live = world().role("R", {"a"}).role("S", {"b"}).live();
  mark_all_read(live);
  using enum model::principal_kind;
  for (std::size_t i = 0; i < count; ++i) {
    live.users.push_back({"user-" + number(i), number(i) + "@example.com"});
    live.groups.push_back({"group-" + number(i), "Group " + number(i)});
    live.grants.push_back({"", user, live.users.back().id, world::role_id("", role)});
    live.grants.push_back({"", group, live.groups.back().id, "role_R"});
    live.read[{model::list_kind::user_roles, {}, live.users.back().id}] = {1, {}};
    live.read[{model::list_kind::group_roles, {}, live.groups.back().id}] = {1, {}};
    live.read[{model::list_kind::group_members, {}, live.groups.back().id}] = {1, {}};
    live.members[{model::list_kind::users, {}, {}}].push_back(live.users.back().id);
    live.members[{model::list_kind::group_members, {}, live.groups.back().id}];
  }
  live.sort();
  return live;
}

/// Everybody holds S alone.
rules everybody(std::size_t count) {
  rules said(all_authoritative);
  said.foreign_role("R").foreign_role("S");
  for (std::size_t i = 0; i < count; ++i) said.user(number(i) + "@example.com", {"S"});
  return said;
}

} // namespace

TEST_SUITE_BEGIN("planner");

TEST_CASE("another role is planned for each of 20,000 users beside 20,000 groups") {
  constexpr std::size_t count = 20'000;
  CHECK(plan_of(everybody(count).policy(), holders(count, "R")).operations.size() == 2 * count);
}

TEST_CASE("20,000 groups go with their grants, and the guards judge it") {
  constexpr std::size_t count = 20'000;
  const rules said = everybody(count).no_groups();
  const plan::plan p = plan_of(said.policy(), holders(count, "R"));
  CHECK(p.operations.size() == 3 * count);
  CHECK(p.guards.size() == 1);
}

TEST_CASE("20,000 owners go where 20,000 users get another role") {
  constexpr std::size_t count = 20'000;
  const plan::plan p = plan_of(everybody(count).policy(), holders(count, "owner"));
  CHECK(p.operations.size() == 2 * count);
  CHECK(p.ends_rights_of.size() == count);
}

TEST_CASE("each of 20,000 groups that a policy names is found, and as many more are created") {
  constexpr std::size_t count = 20'000;
  rules said(all_authoritative);
  said.foreign_role("R").foreign_role("S");
  for (std::size_t i = 0; i < 2 * count; ++i) said.group("Group " + number(i), {"R"});
  const plan::plan p = plan_of(said.policy(), holders(count, "R"));
  CHECK(p.operations.size() == 2 * count); // a group, and its role
}

TEST_CASE("an emptied policy is planned for 100,000 members, and its guards judge it") {
  constexpr std::size_t count = 100'000;
  model::policy policy = rules(all_authoritative).foreign_role("R").group("Two").members("Two", {}).policy();
  policy.guards.protect.users.push_back({"user-1000000@example.com", {}});
  policy.guards.protect.users.push_back({"user-1000001", {}});
  const plan::plan p = plan_of(policy, crowd(count));
  CHECK(p.operations.size() == 1 + count); // group One goes with its members, and Two loses each
  CHECK(p.guards.size() == 3);             // one of them for each who is protected
}

TEST_CASE("what an additive policy leaves to 100,000 members is listed") {
  constexpr std::size_t count = 100'000;
  const rules said = rules().foreign_role("R").group("Two").members("Two", {});
  CHECK(plan_of(said.policy(), crowd(count)).kept.size() == count + 3); // and One with its roles
}

TEST_SUITE_END();
