// Resolving stage by stage, while an organization is read.

#include "policy/staged_resolution.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using namespace rolecall::test;
using model::list_kind;
using model::principal_kind;

TEST_SUITE_BEGIN("resolve");

TEST_CASE("what only grants speak of has a name after the stage that told them") {
  model::organization live = world().role("R", {"a"}).group("One").live();
  const model::policy policy = rules().foreign_role("R").group("One", {"R"}).policy();
  model::symbols names;
  policy::staged_resolution resolved(policy, {});
  resolved.advance(live, names);
  live.read[{list_kind::user_roles, {}, "user-1"}] = {1, {}};
  live.grants.push_back({"proj_1", principal_kind::user, "user-1", "role_2"});
  resolved.advance(live, names);
  for (const char* id : {"proj_1", "user-1", "role_2"})
    CHECK(resolved.want().names.at(names.find(id)).name == id);
  CHECK(resolved.want().grants.size() == 1);
}

TEST_CASE("a role that no list of roles had, and a principal's has, is resolved") {
  model::organization live = world().role("R", {"a"}).group("One").live();
  const model::policy policy = rules().foreign_role("R").foreign_role("S").group("One", {"S"}).policy();
  model::symbols names;
  policy::staged_resolution resolved(policy, {});
  resolved.advance(live, names);
  CHECK(resolved.want().blocked.size() == 2); // S, and its grant
  live.roles.push_back({"role_S", "S", {}, {}, false, {}});
  live.sort();
  resolved.advance(live, names);
  CHECK(resolved.want().blocked.empty());
}

TEST_SUITE_END();
