// Nothing that the policy does not own is ever removed. What it owns is said here once more, from the policy
// as it is written, so that a mistake in the planner's rules is not repeated.

#include "base/glob.hpp"
#include "support/plan_text.hpp"
#include "support/random_case.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

using model::ownership;

class owner {
public:
  owner(const model::policy& policy, const model::organization& live) : policy_(policy), live_(live) {}

  bool of(const plan::delete_role& what) const {
    const model::live_role& role = *live_.role(what.role_id);
    if (role.predefined || excepted(policy_.except.roles, role.name)) return false;
    if (what.project_id.empty()) {
      return policy_.roles && policy_.manage.roles == ownership::authoritative &&
             !lists(*policy_.roles, role.name) && !misses_a_role(*policy_.roles, "");
    }
    const model::project* entry = entry_of(what.project_id);
    return entry && entry->roles && manage(*entry).roles == ownership::authoritative &&
           !lists(*entry->roles, role.name) && !(is_shared(role.name) && is_granted(*entry, role.name)) &&
           !misses_a_role(*entry->roles, what.project_id);
  }

  bool of(const plan::delete_group& what) const {
    const model::live_group& group = *live_.group(what.group_id);
    return policy_.groups && policy_.manage.groups == ownership::authoritative &&
           group.owner == model::group_owner::organization && !excepted(policy_.except.groups, group.name) &&
           !declared(group.name) && !misses_a_group();
  }

  bool of_grant(const std::string& project_id, model::principal_kind kind, const std::string& who,
                const std::string& role_id) const {
    if (kind == model::principal_kind::user) return false; // no policy of this grammar writes users
    const std::string group = live_.group(who)->name;
    const std::string role = model::plain_name(*live_.role(role_id));
    return project_id.empty() ? of_organization_grant(group, role)
                              : of_project_grant(project_id, group, role);
  }

private:
  static bool excepted(const std::vector<model::written>& globs, const std::string& name) {
    return std::ranges::any_of(globs,
                               [&](const model::written& g) { return base::glob_match(g.text, name); });
  }
  static bool lists(const std::vector<model::role>& roles, const std::string& name) {
    return std::ranges::any_of(roles, [&](const model::role& r) { return r.name.text == name; });
  }
  static bool names(const std::vector<model::written>& roles, const std::string& name) {
    return std::ranges::any_of(roles, [&](const model::written& r) { return r.text == name; });
  }
  static bool is_granted(const model::project& entry, const std::string& name) {
    if (!entry.groups) return false;
    return std::ranges::any_of(*entry.groups,
                               [&](const model::project_grants& g) { return names(g.roles, name); });
  }
  bool is_shared(const std::string& name) const { return lists(policy_.project_roles, name); }

  bool live_role(const std::string& project_id, const std::string& name) const {
    return std::ranges::any_of(live_.roles, [&](const model::live_role& r) {
      return r.project_id == project_id && (r.name == name || model::plain_name(r) == name);
    });
  }
  bool misses_a_role(const std::vector<model::role>& roles, const std::string& project_id) const {
    return std::ranges::any_of(
        roles, [&](const model::role& r) { return !r.create && !live_role(project_id, r.name.text); });
  }
  bool is_live_group(const std::string& name) const {
    return std::ranges::any_of(live_.groups, [&](const model::live_group& g) { return g.name == name; });
  }
  bool misses_a_group() const {
    return std::ranges::any_of(
        *policy_.groups, [&](const model::group& g) { return !g.create && !is_live_group(g.name.text); });
  }
  const model::group* declared(const std::string& name) const {
    if (!policy_.groups) return nullptr;
    const auto at =
        std::ranges::find(*policy_.groups, name, [](const model::group& g) { return g.name.text; });
    return at == policy_.groups->end() ? nullptr : &*at;
  }

  const model::project* entry_of(const std::string& project_id) const {
    const model::live_project& project = *live_.project(project_id);
    for (const model::project& entry : policy_.projects) {
      const std::string& name = entry.name ? entry.name->text : entry.key.text;
      if (entry.id ? entry.id->text == project_id : name == project.name) return &entry;
    }
    return nullptr;
  }
  const model::manage& manage(const model::project& entry) const {
    return entry.manage ? *entry.manage : policy_.manage;
  }

  /// A role that a list names and that others should have made, but have not: the list is blocked.
  bool misses(const std::vector<model::written>& roles, const std::vector<model::role>* declared_roles,
              const std::string& project_id) const {
    return declared_roles && std::ranges::any_of(*declared_roles, [&](const model::role& r) {
             return !r.create && names(roles, r.name.text) && !live_role(project_id, r.name.text);
           });
  }

  bool of_organization_grant(const std::string& group, const std::string& role) const {
    if (!policy_.groups || policy_.manage.grants != ownership::authoritative) return false;
    const model::group* entry = declared(group);
    if (!entry) return !excepted(policy_.except.groups, group) && !misses_a_group();
    return entry->roles && !names(*entry->roles, role) &&
           !misses(*entry->roles, policy_.roles ? &*policy_.roles : nullptr, "");
  }

  bool of_project_grant(const std::string& project_id, const std::string& group,
                        const std::string& role) const {
    const model::project* entry = entry_of(project_id);
    if (!entry || !entry->groups || manage(*entry).grants != ownership::authoritative) return false;
    for (const model::project_grants& g : *entry->groups) {
      if (g.who.text == group && names(g.roles, role)) return false;
      if (!is_live_group(g.who.text) && !declared(g.who.text)->create) return false;
      if (misses(g.roles, entry->roles ? &*entry->roles : nullptr, project_id)) return false;
    }
    return true;
  }

  const model::policy& policy_;
  const model::organization& live_;
};

struct removals {
  const plan::plan& p;
  const model::organization& live;
  owner owns;

  bool guarded(const std::string& address) const {
    return std::ranges::any_of(p.guards, [&](const plan::guard_result& g) {
      return g.refused && g.name == "delete-in-use" && g.message.starts_with(address + " ");
    });
  }

  /// Owned, or part of a deletion that a guard refuses.
  bool allowed(const plan::unassign_role& what) const {
    if (owns.of_grant(what.project_id, what.kind, what.principal_id, what.role_id)) return true;
    return std::ranges::any_of(p.operations, [&](const plan::operation& op) {
      const auto* role = std::get_if<plan::delete_role>(&op.what);
      const auto* group = std::get_if<plan::delete_group>(&op.what);
      const bool part =
          (role && role->role_id == what.role_id) || (group && group->group_id == what.principal_id);
      return part && guarded(op.at.text());
    });
  }
  bool cascades_allowed(const plan::delete_group& what, const std::string& address) const {
    return guarded(address) || std::ranges::all_of(live.grants, [&](const model::live_grant& g) {
             return g.principal_id != what.group_id ||
                    owns.of_grant(g.project_id, g.kind, g.principal_id, g.role_id);
           });
  }
  bool last_is_owned(const plan::leave_project& what) const {
    return std::ranges::all_of(live.grants, [&](const model::live_grant& g) {
      const bool there = g.project_id == what.project_id && g.principal_id == what.principal_id;
      return !there || owns.of_grant(g.project_id, g.kind, g.principal_id, g.role_id);
    });
  }

  bool may(const plan::operation& op) const {
    if (const auto* w = std::get_if<plan::delete_role>(&op.what)) return owns.of(*w);
    if (const auto* w = std::get_if<plan::delete_group>(&op.what))
      return owns.of(*w) && cascades_allowed(*w, op.at.text());
    if (const auto* w = std::get_if<plan::unassign_role>(&op.what)) return allowed(*w);
    if (const auto* w = std::get_if<plan::leave_project>(&op.what)) return last_is_owned(*w);
    return true;
  }
};

} // namespace

TEST_SUITE_BEGIN("planner");

TEST_CASE("nothing that the policy does not own is removed, unless a guard stands before it") {
  for_each_case(4000, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    const removals removed{p, c.live, owner(c.policy, c.live)};
    for (const plan::operation& op : p.operations) {
      INFO(word_of(op.what) << " " << op.at.text());
      REQUIRE(removed.may(op));
    }
  });
}

TEST_SUITE_END();
