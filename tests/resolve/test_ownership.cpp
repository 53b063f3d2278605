// What a policy may do to each list: not written, additive, authoritative, or held by a blocked line.

#include "policy/resolve.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <string>

using namespace rolecall;
using namespace rolecall::test;
using model::ownership;
using model::rule;

namespace rolecall::model {

std::ostream& operator<<(std::ostream& out, rule r) {
  switch (r) {
  case rule::unmanaged: return out << "unmanaged";
  case rule::additive: return out << "additive";
  case rule::held: return out << "held";
  case rule::authoritative: return out << "authoritative";
  }
  return out;
}

} // namespace rolecall::model

namespace {

/// A resolution with the table that its keys stand in.
struct resolved {
  model::symbols names;
  model::desired want;

  resolved(const rules& said, const model::organization& live)
      : want(policy::resolve(said.policy(), live, names)) {}

  [[nodiscard]] rule grants(const std::string& project, const std::string& who,
                            model::principal_kind kind = model::principal_kind::group) const {
    return want.grant_rule({names.find(project)}, {kind, names.find(who)});
  }
  [[nodiscard]] const model::wanted_project& project(const std::string& id) const {
    return *want.project(names.find(id));
  }
};

model::organization two_of_each() {
  return world()
      .role("R", {"a"})
      .group("G")
      .group("H")
      .user("ada")
      .project("P")
      .project("Q")
      .user_grant("ada", "R")
      .user_grant_in("P", "ada", "viewer")
      .live();
}

constexpr model::manage only_grants{ownership::additive, ownership::additive, ownership::additive,
                                    ownership::authoritative};
constexpr model::manage only_roles{ownership::authoritative, ownership::additive, ownership::additive,
                                   ownership::additive};

} // namespace

TEST_SUITE_BEGIN("policy");

TEST_CASE("a list that is not written is not managed, one that is written and empty is") {
  const model::organization live = two_of_each();
  const resolved nothing(rules(all_authoritative), live);
  CHECK(nothing.want.organization_roles == rule::unmanaged);
  CHECK(nothing.want.all_groups == rule::unmanaged);
  CHECK(nothing.grants("", "group_G") == rule::unmanaged);
  const resolved empty(rules(all_authoritative).no_roles().no_groups(), live);
  CHECK(empty.want.organization_roles == rule::authoritative);
  CHECK(empty.want.all_groups == rule::authoritative);
  CHECK(empty.grants("", "group_G") == rule::authoritative);
  const resolved additive(rules(all_additive).no_roles().no_groups(), live);
  CHECK(additive.want.organization_roles == rule::additive);
  CHECK(additive.want.all_groups == rule::additive);
  CHECK(additive.grants("", "group_G") == rule::additive);
}

TEST_CASE("of a group that is left to another policy only what it holds in projects is managed") {
  const resolved r(rules(all_authoritative)
                       .except_groups("G")
                       .foreign_group("G", {"owner"})
                       .members("G", {"ada@example.com"})
                       .group_in("P", "G", {"viewer"}),
                   two_of_each());
  CHECK(r.grants("", "group_G") == rule::unmanaged);
  CHECK(r.want.member_rule(r.names.find("group_G")) == rule::unmanaged);
  CHECK(r.want.members.empty());
  CHECK(r.grants("proj_P", "group_G") == rule::authoritative);
}

TEST_CASE("a group without roles has no managed grants, whatever holds for the others") {
  const resolved r(rules(all_authoritative).group("G"), two_of_each());
  CHECK(r.grants("", "group_G") == rule::unmanaged);
  CHECK(r.grants("", "group_H") == rule::authoritative);
}

TEST_CASE("the nearest manage wins, whole") {
  const model::organization live = two_of_each();
  const resolved inside(
      rules(all_additive).manage_in("P", only_grants).no_roles_in("P").no_groups_in("P").no_groups_in("Q"),
      live);
  CHECK(inside.project("proj_P").group_grants == rule::authoritative);
  CHECK(inside.project("proj_P").roles == rule::additive);
  CHECK(inside.project("proj_Q").group_grants == rule::additive);
  CHECK(inside.project("proj_Q").roles == rule::unmanaged);
  const resolved outside(
      rules(all_authoritative).manage_in("P", only_roles).no_roles_in("P").no_groups_in("P"), live);
  CHECK(outside.project("proj_P").roles == rule::authoritative);
  CHECK(outside.project("proj_P").group_grants == rule::additive);
  CHECK(outside.grants("proj_P", "group_G") == rule::additive);
  CHECK(outside.grants("proj_Q", "group_G") == rule::unmanaged); // nothing names it
}

TEST_CASE("users that the policy does not name are never managed") {
  const resolved r(rules(all_authoritative).no_roles().no_groups().no_groups_in("P"), two_of_each());
  CHECK(r.grants("", "user_ada", model::principal_kind::user) == rule::unmanaged);
  CHECK(r.grants("proj_P", "user_ada", model::principal_kind::user) == rule::unmanaged);
}

TEST_CASE("groups of another policy are left alone, but a project that is ours judges them like any other") {
  const resolved r(rules(all_authoritative).except_groups("H").no_groups().no_groups_in("P"), two_of_each());
  CHECK(r.grants("", "group_G") == rule::authoritative);
  CHECK(r.grants("", "group_H") == rule::unmanaged);
  CHECK(r.grants("proj_P", "group_H") == rule::authoritative);
}

TEST_CASE("a blocked line holds its list and no other") {
  const model::organization live = two_of_each();
  const resolved role(
      rules(all_authoritative).foreign_role("None").group("G", {"None"}).group("H", {"reader"}), live);
  CHECK(role.want.organization_roles == rule::held);
  CHECK(role.grants("", "group_G") == rule::held);
  CHECK(role.grants("", "group_H") == rule::authoritative);
  CHECK(role.want.all_groups == rule::authoritative);
  const resolved group(rules(all_authoritative).no_roles().foreign_group("None").group("G", {"reader"}),
                       live);
  CHECK(group.want.all_groups == rule::held);
  CHECK(group.grants("", "group_H") == rule::held);
  CHECK(group.grants("", "group_G") == rule::authoritative);
  CHECK(group.want.organization_roles == rule::authoritative);
  const resolved project(rules(all_authoritative)
                             .group("G")
                             .foreign_group("None")
                             .no_groups_in("Q")
                             .no_roles_in("P")
                             .group_in("P", "None", {"viewer"})
                             .group_in("P", "G", {"viewer"}),
                         live);
  CHECK(project.grants("proj_P", "group_G") == rule::held);
  CHECK(project.grants("proj_P", "group_H") == rule::held);
  CHECK(project.project("proj_P").roles == rule::authoritative);
  CHECK(project.grants("proj_Q", "group_H") == rule::authoritative);
  const resolved project_role(
      rules(all_authoritative).group("G").foreign_role_in("P", "None").no_groups_in("P"), live);
  CHECK(project_role.project("proj_P").roles == rule::held);
  CHECK(project_role.grants("proj_P", "group_G") == rule::authoritative);
}

TEST_CASE("an additive list stays additive under a blocked line") {
  const resolved r(rules(all_additive).foreign_role("None").group("G", {"None"}), two_of_each());
  CHECK(r.want.organization_roles == rule::additive);
  CHECK(r.grants("", "group_G") == rule::additive);
}

TEST_CASE("a role of a project that is no longer listed is not one of the organization") {
  model::organization live = world().project("P").project_role("P", "K", {"a"}).live();
  live.projects.clear();
  CHECK(operations(plan_of(rules(all_authoritative).no_roles().policy(), live)) == "");
}

TEST_CASE("where a project's roles cannot be read its grants lose nothing") {
  model::organization live = world().group("G").project("P").grant_in("P", "G", "viewer").live();
  const model::list_ref roles{model::list_kind::project_roles, "proj_P", {}};
  live.read.erase(roles);
  live.unreadable.emplace(roles, "403 forbidden");
  const plan::plan p =
      plan_of(rules(all_authoritative).group("G").group_in("P", "G", {"viewer"}).policy(), live);
  CHECK(operations(p) == "");
  CHECK_FALSE(p.complete());
}

TEST_CASE("where the organization's roles cannot be read its grants are not called missing") {
  model::organization live = world().group("G").grant("G", "reader").live();
  const model::list_ref roles{model::list_kind::organization_roles, {}, {}};
  live.read.erase(roles);
  live.unreadable.emplace(roles, "403 forbidden");
  std::erase_if(live.roles, [](const model::live_role& role) { return role.project_id.empty(); });
  const plan::plan p = plan_of(rules(all_authoritative).group("G", {"reader"}).policy(), live);
  CHECK(operations(p) == "");
  CHECK(blocked(p) == "");
}

TEST_SUITE_END();
