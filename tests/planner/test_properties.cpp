// What must hold for every organization and every policy: plans converge, are stable, and say what they wait
// for.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/random_case.hpp"
#include "support/simulation.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

const model::live_role* role_named(const model::organization& live, const std::string& project_id,
                                   const std::string& name, bool predefined) {
  for (const model::live_role& role : live.roles) {
    if (role.project_id == project_id && role.predefined == predefined && model::plain_name(role) == name)
      return &role;
  }
  return nullptr;
}

/// The role that a grant means, as the policy's reader understands it.
const model::live_role* granted_role(const model::organization& live, const std::string& project_id,
                                     const std::string& name) {
  return role_named(live, project_id, name, model::is_predefined_name(name));
}

const model::live_group* group_named(const model::organization& live, const std::string& name) {
  const auto found = std::ranges::find(live.groups, name, &model::live_group::name);
  return found == live.groups.end() ? nullptr : &*found;
}

bool holds(const model::organization& live, const std::string& project_id, const model::live_group& group,
           const model::live_role& role) {
  return std::ranges::any_of(live.grants, [&](const model::live_grant& g) {
    return g.project_id == project_id && g.principal_id == group.id && g.role_id == role.id &&
           g.source != model::grant_source::inherited;
  });
}

void check_roles(const std::vector<model::role>& roles, const model::organization& live,
                 const std::string& project_id) {
  for (const model::role& role : roles) {
    if (!role.create || role.shared) continue;
    const model::live_role* found = role_named(live, project_id, role.name.text, false);
    REQUIRE(found);
    REQUIRE(found->permissions.size() == role.permissions.size());
    for (std::size_t i = 0; i < role.permissions.size(); ++i)
      CHECK(found->permissions[i] == role.permissions[i].name);
    if (role.description) CHECK(found->description.value_or("") == *role.description);
  }
}

void check_grants(const std::string& group, const std::vector<model::written>& roles,
                  const model::organization& live, const std::string& project_id) {
  const model::live_group* to = group_named(live, group);
  if (!to) return; // blocked: others create it
  for (const model::written& name : roles) {
    const model::live_role* role = granted_role(live, project_id, name.text);
    if (role) CHECK(holds(live, project_id, *to, *role));
  }
}

/// All that the policy says and that nothing blocks is so.
void check_policy_holds(const model::policy& policy, const model::organization& live) {
  if (policy.roles) check_roles(*policy.roles, live, "");
  for (const model::group& group : policy.groups.value_or(std::vector<model::group>{})) {
    if (group.create) CHECK(group_named(live, group.name.text));
    if (group.roles) check_grants(group.name.text, *group.roles, live, "");
  }
  for (const model::project& entry : policy.projects) {
    const auto project = std::ranges::find(live.projects, entry.key.text, &model::live_project::name);
    if (project == live.projects.end() || project->archived) continue;
    if (entry.roles) check_roles(*entry.roles, live, project->id);
    for (const model::project_grants& group : entry.groups.value_or(std::vector<model::project_grants>{})) {
      check_grants(group.who.text, group.roles, live, project->id);
    }
  }
}

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

TEST_CASE("after a plan is carried out the policy holds and the next plan is empty") {
  for_each_case(3000, [](const random_case& c) {
    const plan::plan first = plan_of(c.policy, c.live);
    const model::organization after = apply_to_model(first, c.live);
    check_policy_holds(c.policy, after);
    REQUIRE(operations(plan_of(c.policy, after)) == "");
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
