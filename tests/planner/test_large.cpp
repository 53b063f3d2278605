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

} // namespace

TEST_SUITE_BEGIN("planner");

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
