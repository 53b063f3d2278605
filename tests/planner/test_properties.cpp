// What must hold for every organization and every policy: plans converge, are stable, and say what they wait
// for.

#include "policy_holds.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/random_case.hpp"
#include "support/simulation.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

/// A policy that says what is live, as an export would.
model::policy policy_of(const model::organization& live) {
  rules out(all_authoritative);
  out.no_roles().no_groups();
  const auto name_of = [&](const std::string& role_id) { return model::plain_name(*live.role(role_id)); };
  const auto allowed = [](const model::live_role& role) { return role.permissions; };
  const auto roles_of = [&](const std::string& project_id, const std::string& group_id) {
    names roles;
    for (const model::live_grant& g : live.grants) {
      if (g.project_id == project_id && g.principal_id == group_id) roles.push_back(name_of(g.role_id));
    }
    return roles;
  };
  for (const model::live_group& group : live.groups) out.group(group.name, roles_of("", group.id));
  for (const model::live_project& project : live.projects) {
    if (!project.archived) out.no_roles_in(project.name).no_groups_in(project.name);
  }
  for (const model::live_role& role : live.roles) {
    if (role.predefined) continue;
    if (role.project_id.empty())
      out.role(role.name, allowed(role), role.description);
    else
      out.role_in(live.project(role.project_id)->name, role.name, allowed(role));
  }
  for (const model::live_project& project : live.projects) {
    if (project.archived) continue;
    for (const std::string& id : live.members.at({model::list_kind::project_groups, project.id, {}})) {
      out.group_in(project.name, live.group(id)->name, roles_of(project.id, id));
    }
  }
  return out.policy();
}

/// Who may have been an owner of the organization by himself was spared in projects until it showed that he
/// was not: his group was.
plan::plan but_for_doubtful_owners(plan::plan p, const plan::plan& before) {
  std::set<std::string> spared;
  for (const plan::kept_fact& k : before.kept) {
    if (k.why != plan::keep_reason::organization_owner) continue;
    spared.insert(k.at.text());
    spared.insert(
        (model::address() / k.at.parts()[0] / k.at.parts()[1]).text()); // he leaves with his last role
  }
  std::erase_if(p.operations, [&](const plan::operation& op) { return spared.contains(op.at.text()); });
  return p;
}

model::organization shuffled(model::organization live, dice& random) {
  random.shuffle(live.roles);
  random.shuffle(live.groups);
  random.shuffle(live.projects);
  random.shuffle(live.users);
  random.shuffle(live.grants);
  for (auto& [list, ids] : live.members) random.shuffle(ids);
  live.sort();
  return live;
}

} // namespace

TEST_SUITE_BEGIN("planner");

// Covers V3.
TEST_CASE("after a plan is carried out the policy holds and the next plan is empty") {
  for_each_case(3000, [](const random_case& c) {
    const plan::plan first = plan_of(c.policy, c.live);
    const model::organization after = apply_to_model(first, c.live, c.lists);
    check_policy_holds(c.policy, after, first);
    const plan::plan second = plan_of(c.policy, after);
    REQUIRE(operations(but_for_doubtful_owners(second, first)) == "");
    const model::organization end = apply_to_model(second, after, c.lists);
    REQUIRE(operations(plan_of(c.policy, end)) == "");
  });
}

TEST_CASE("the plan for what is already so is empty") {
  for_each_case(1000, [](const random_case& c) {
    const model::policy exported = policy_of(c.live);
    if (base::has_errors(want_of(exported, c.live).problems)) return; // two groups of one name
    const plan::plan p = plan_of(exported, c.live);
    REQUIRE(operations(p) == "");
    REQUIRE(kept(p) == "");
    REQUIRE(blocked(p) == "");
  });
}

TEST_CASE("the order in which lists come changes nothing in the plan") {
  for_each_case(1000, [](const random_case& c) {
    dice random(c.seed);
    const std::string expected = full_text(plan_of(c.policy, c.live));
    for (int i = 0; i < 3; ++i) REQUIRE(full_text(plan_of(c.policy, shuffled(c.live, random))) == expected);
  });
}

TEST_CASE("an operation waits only for earlier ones, mostly of a lower stage") {
  for_each_case(3000, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    for (std::size_t i = 0; i < p.operations.size(); ++i) {
      for (const plan::dependency& d : p.operations[i].after) {
        REQUIRE(d.on < i);
        const plan::stage of = p.operations[i].stage;
        const bool lower = p.operations[d.on].stage < of;
        const bool mixed = of == plan::stage::mixed_update && d.why == plan::wait_reason::kept_access;
        REQUIRE((lower || mixed || d.why == plan::wait_reason::uses));
      }
      if (i > 0) REQUIRE(p.operations[i - 1].stage <= p.operations[i].stage);
    }
  });
}

TEST_SUITE_END();
