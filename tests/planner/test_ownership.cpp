// Nothing that the policy does not own is ever removed, and nothing is added or changed that it does not say.
// What it owns and says is read here once more, from the policy as it is written, so that a mistake in the
// planner's rules is not repeated.

#include "meaning.hpp"
#include "support/plan_text.hpp"
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

using model::list_kind;
using model::live_grant;
using model::ownership;
using model::principal_kind;

/// Lists that have a blocked line: they lose nothing.
class blocked_lines {
public:
  explicit blocked_lines(const plan::plan& p) : p_(p) {}

  /// Whether a line of this kind is blocked in the thing of that name; without a name: anywhere.
  [[nodiscard]] bool any(const std::string& type, const std::string& in = {}) const {
    return std::ranges::any_of(p_.blocked, [&](const model::unmet_line& line) {
      return line.at.type() == type && (in.empty() || line.at.parts().front().thing.name == in);
    });
  }

private:
  const plan::plan& p_;
};

class owner {
public:
  owner(const random_case& c, const plan::plan& p)
      : policy_(c.policy),
        live_(c.live),
        after_(apply_to_model(p, c.live, c.lists)),
        means_(c.policy, c.live),
        is_blocked_(p) {}

  [[nodiscard]] bool of(const plan::delete_role& what) const {
    const model::live_role& role = *live_.role(what.role_id);
    if (role.predefined || meaning::matches(policy_.except.roles, role.name)) return false;
    return what.project_id.empty() ? of_organization_role(role) : of_project_role(role);
  }

  [[nodiscard]] bool of(const plan::delete_group& what) const {
    const model::live_group& group = *live_.group(what.group_id);
    return policy_.groups && policy_.manage.groups == ownership::authoritative &&
           group.owner == model::group_owner::organization &&
           !meaning::matches(policy_.except.groups, group.name) && !means_.entry_of_group(group.id) &&
           !is_blocked_.any("group");
  }

  [[nodiscard]] bool of(const plan::remove_member& what) const {
    const model::group* entry = means_.entry_of_group(what.group_id);
    if (!entry || !entry->members || manage_of(*entry).members != ownership::authoritative) return false;
    if (live_.group(what.group_id)->owner != model::group_owner::organization) return false;
    return !says_member(*entry, what.user_id) && !is_blocked_.any("group_member", entry->name.text) &&
           !is_unnamed_account(what.user_id);
  }

  [[nodiscard]] bool of(const live_grant& g) const {
    if (g.kind == principal_kind::user && !may_take_from_user(g)) return false;
    if (says(g)) return false;
    if (!g.project_id.empty()) return of_project_grant(g);
    return g.kind == principal_kind::group ? of_group_grant(g) : of_user_grant(g);
  }

  /// Whether a line of the policy gives this.
  [[nodiscard]] bool says(const live_grant& g) const {
    if (!g.project_id.empty()) {
      const auto& all =
          g.kind == principal_kind::group ? means_.groups_in(g.project_id) : means_.users_in(g.project_id);
      return std::ranges::any_of(all.entries, [&](const model::project_grants* entry) {
        const std::string id = g.kind == principal_kind::group ? means_.group_id(entry->who.text)
                                                               : means_.user_id(entry->who.text);
        return id == g.principal_id && gives(entry->roles, g);
      });
    }
    if (g.kind == principal_kind::group) {
      const model::group* entry = means_.entry_of_group(g.principal_id);
      return entry && entry->roles && gives(*entry->roles, g);
    }
    const model::user* entry = means_.entry_of_user(g.principal_id);
    return entry && entry->roles && gives(*entry->roles, g);
  }

  /// Whether a principal holds anything in the project after the plan, through groups too.
  [[nodiscard]] bool holds_then(const std::string& project_id, const std::string& who) const {
    return std::ranges::any_of(after_.grants, [&](const live_grant& g) {
      const auto& members = after_.listed({list_kind::group_members, {}, g.principal_id});
      return g.project_id == project_id && (g.principal_id == who || std::ranges::count(members, who) > 0);
    });
  }

  [[nodiscard]] bool says_member(const model::group& entry, const std::string& user_id) const {
    return entry.members && std::ranges::any_of(*entry.members, [&](const model::written& who) {
             return means_.user_id(who.text) == user_id;
           });
  }

private:
  [[nodiscard]] model::manage manage_of(const model::group& entry) const {
    return entry.manage.value_or(policy_.manage);
  }
  [[nodiscard]] bool gives(const std::vector<model::written>& roles, const live_grant& g) const {
    return std::ranges::any_of(roles, [&](const model::written& name) {
      const model::live_role* role = means_.granted(name.text, g.project_id);
      return role && role->id == g.role_id;
    });
  }
  [[nodiscard]] bool means(const std::vector<model::role>& roles, const model::live_role& live) const {
    return std::ranges::any_of(roles, [&](const model::role& entry) {
      return !entry.shared && means_.role(entry, live.project_id) == &live;
    });
  }

  [[nodiscard]] bool of_organization_role(const model::live_role& role) const {
    return policy_.roles && policy_.manage.roles == ownership::authoritative &&
           !means(*policy_.roles, role) && !is_blocked_.any("role");
  }

  [[nodiscard]] bool of_project_role(const model::live_role& role) const {
    const model::project* entry = means_.entry_of_project(role.project_id);
    const bool owned = entry && entry->roles &&
                       means_.manage_in(role.project_id).roles == ownership::authoritative &&
                       !is_blocked_.any("project_role", live_.project(role.project_id)->name);
    return owned && !means(*entry->roles, role) && !is_shared_there(*entry, role);
  }

  /// A role of project_roles that the project takes, or that somebody is granted there.
  [[nodiscard]] bool is_shared_there(const model::project& entry, const model::live_role& role) const {
    std::set<std::string> wanted;
    for (const model::role& own : *entry.roles) {
      if (own.shared) wanted.insert(own.name.text);
    }
    for (const auto& all : {means_.groups_in(role.project_id), means_.users_in(role.project_id)}) {
      for (const model::project_grants* g : all.entries) {
        for (const model::written& name : g->roles) wanted.insert(name.text);
      }
    }
    for (const model::role& own : *entry.roles) {
      if (!own.shared) wanted.erase(own.name.text); // it has a body of its own
    }
    return std::ranges::any_of(policy_.project_roles, [&](const model::role& shared) {
      return wanted.contains(shared.name.text) && means_.role(shared, role.project_id) == &role;
    });
  }

  [[nodiscard]] bool of_group_grant(const live_grant& g) const {
    const model::group* entry = means_.entry_of_group(g.principal_id);
    if (entry) {
      return entry->roles && manage_of(*entry).grants == ownership::authoritative &&
             !is_blocked_.any("group_grant", entry->name.text);
    }
    return policy_.groups && policy_.manage.grants == ownership::authoritative && !is_blocked_.any("group") &&
           !meaning::matches(policy_.except.groups, live_.group(g.principal_id)->name);
  }

  [[nodiscard]] bool of_user_grant(const live_grant& g) const {
    if (!policy_.users || policy_.manage.grants != ownership::authoritative) return false;
    if (g.role_id == world::role_id("", "reader")) return false;
    const model::user* entry = means_.entry_of_user(g.principal_id);
    return entry ? entry->roles && !is_blocked_.any("user_grant", entry->key.text) : !is_blocked_.any("user");
  }

  [[nodiscard]] bool of_project_grant(const live_grant& g) const {
    const bool group = g.kind == principal_kind::group;
    const auto& all = group ? means_.groups_in(g.project_id) : means_.users_in(g.project_id);
    const std::string& name = live_.project(g.project_id)->name;
    const std::string kind = group ? "project_group" : "project_user";
    return all.is_owned && means_.manage_in(g.project_id).grants == ownership::authoritative &&
           !is_blocked_.any(kind, name) && !is_blocked_.any(kind + "_grant", name);
  }

  // ---- what is never taken from a user

  [[nodiscard]] bool may_take_from_user(const live_grant& g) const {
    const bool implied =
        !g.project_id.empty() && is_owner_in(live_, g.principal_id) && is_owner_in(after_, g.principal_id);
    return !implied && !is_unnamed_account(g.principal_id) && !is_given_by_group(g);
  }
  [[nodiscard]] bool is_unnamed_account(const std::string& user_id) const {
    const model::live_user& user = *live_.user(user_id);
    return (user.email.empty() || user.service_account) && !means_.names_id(user_id);
  }
  /// It is a group's, as far as is told, and stays one.
  [[nodiscard]] bool is_given_by_group(const live_grant& g) const {
    if (g.source == model::grant_source::inherited) return true;
    if (g.source != model::grant_source::explained) return false;
    return std::ranges::any_of(after_.grants, [&](const live_grant& of) {
      const auto& members = after_.listed({list_kind::group_members, {}, of.principal_id});
      return of.kind == principal_kind::group && of.project_id == g.project_id && of.role_id == g.role_id &&
             std::ranges::count(members, g.principal_id) > 0;
    });
  }

  const model::policy& policy_;
  const model::organization& live_;
  model::organization after_;
  meaning means_;
  blocked_lines is_blocked_;
};

/// The operations that remove something, each judged by its kind.
class removals {
public:
  removals(const random_case& c, const plan::plan& p) : p_(p), live_(c.live), owns_(c, p) {}

  [[nodiscard]] bool may(const plan::operation& op) const {
    if (const auto* w = std::get_if<plan::delete_role>(&op.what)) return owns_.of(*w);
    if (const auto* w = std::get_if<plan::delete_group>(&op.what))
      return owns_.of(*w) && cascades(*w, op.at.text());
    if (const auto* w = std::get_if<plan::remove_member>(&op.what)) return owns_.of(*w);
    if (const auto* w = std::get_if<plan::unassign_role>(&op.what)) return unassigns(*w);
    if (const auto* w = std::get_if<plan::leave_project>(&op.what)) return leaves(*w);
    return true;
  }

private:
  [[nodiscard]] bool guarded(const std::string& address) const {
    return std::ranges::any_of(p_.guards, [&](const plan::guard_result& g) {
      return g.refused && g.name == "delete-in-use" && g.message.starts_with(address + " ");
    });
  }
  /// Owned, or part of a deletion that a guard refuses.
  [[nodiscard]] bool unassigns(const plan::unassign_role& what) const {
    const auto held = std::ranges::find_if(live_.grants, [&](const live_grant& g) {
      return g.project_id == what.project_id && g.principal_id == what.principal_id &&
             g.role_id == what.role_id;
    });
    REQUIRE(held != live_.grants.end());
    if (owns_.of(*held)) return true;
    return std::ranges::any_of(p_.operations, [&](const plan::operation& op) {
      const auto* role = std::get_if<plan::delete_role>(&op.what);
      const auto* group = std::get_if<plan::delete_group>(&op.what);
      const bool part =
          (role && role->role_id == what.role_id) || (group && group->group_id == what.principal_id);
      return part && guarded(op.at.text());
    });
  }
  [[nodiscard]] bool cascades(const plan::delete_group& what, const std::string& address) const {
    return guarded(address) || std::ranges::all_of(live_.grants, [&](const live_grant& g) {
             return g.principal_id != what.group_id || owns_.of(g);
           });
  }
  /// All that was its own is owned, and nothing is left, by groups neither.
  [[nodiscard]] bool leaves(const plan::leave_project& what) const {
    return !owns_.holds_then(what.project_id, what.principal_id) &&
           std::ranges::all_of(live_.grants, [&](const live_grant& g) {
             const bool there = g.project_id == what.project_id && g.principal_id == what.principal_id;
             return !there || g.source == model::grant_source::inherited || owns_.of(g);
           });
  }

  const plan::plan& p_;
  const model::organization& live_;
  owner owns_;
};

/// The operations that add or change something, each judged by its kind. What does not exist yet is known by
/// its name.
class additions {
public:
  additions(const random_case& c, const plan::plan& p)
      : p_(p), policy_(c.policy), live_(c.live), means_(c.policy, c.live), owns_(c, p) {}

  [[nodiscard]] bool may(const plan::operation& op) const {
    return (op.cause || plan::verb_of(op.what) == plan::verb::remove) && std::visit(*this, op.what);
  }

  bool operator()(const plan::create_project& what) const {
    return std::ranges::any_of(policy_.projects,
                               [&](const model::project& p) { return p.create && p.key.text == what.name; });
  }
  bool operator()(const plan::invite_user& what) const {
    return std::ranges::any_of(*policy_.users,
                               [&](const model::user& u) { return u.invite && u.key.text == what.email; });
  }
  bool operator()(const plan::create_role& what) const { return declares(what.project, what.name); }
  bool operator()(const plan::create_group& what) const { return declares_group(what.name); }
  bool operator()(const plan::update_role& what) const {
    const model::live_role& role = *live_.role(what.role_id);
    return !meaning::matches(policy_.except.roles, role.name) &&
           (declares({what.project_id, {}}, what.name.to) || is_passing(what.name.to, role.id) ||
            (what.name.from == what.name.to && is_meant(role))); // its rename is blocked
  }
  bool operator()(const plan::rename_group& what) const {
    const model::live_group& group = *live_.group(what.group_id);
    return !meaning::matches(policy_.except.groups, group.name) &&
           (declares_group(what.name.to) || is_passing(what.name.to, group.id));
  }
  bool operator()(const plan::add_member& what) const {
    if (what.group.made_by) return true; // its list is that of an entry
    return owns_.says_member(*means_.entry_of_group(what.group.id), what.user_id);
  }
  bool operator()(const plan::assign_role& what) const {
    const bool is_new = what.project.made_by || what.principal.made_by || what.role.made_by;
    return is_new || owns_.says({what.project.id, what.kind, what.principal.id, what.role.id});
  }
  bool operator()(const auto&) const { return true; } // a removal

private:
  static bool is_passing(const std::string& name, const std::string& id) {
    return name == model::passing_name(id);
  }
  [[nodiscard]] bool declares(const plan::target& project, const std::string& name) const {
    const auto named = [&](const model::role& r) { return r.create && r.name.text == name; };
    if (project.id.empty() && !project.made_by) return std::ranges::any_of(*policy_.roles, named);
    const model::project* entry = project.made_by ? made(project) : means_.entry_of_project(project.id);
    const bool own = entry && entry->roles && std::ranges::any_of(*entry->roles, named);
    return own || std::ranges::any_of(policy_.project_roles, named);
  }
  [[nodiscard]] bool is_meant(const model::live_role& role) const {
    const auto means = [&](const model::role& r) {
      return r.create && means_.role(r, role.project_id) == &role;
    };
    if (role.project_id.empty()) return std::ranges::any_of(*policy_.roles, means);
    const model::project* entry = means_.entry_of_project(role.project_id);
    return entry && entry->roles && std::ranges::any_of(*entry->roles, means);
  }
  [[nodiscard]] const model::project* made(const plan::target& project) const {
    const auto& name = std::get<plan::create_project>(p_.operations.at(*project.made_by).what).name;
    return &*std::ranges::find(policy_.projects, name, [](const model::project& p) { return p.key.text; });
  }
  [[nodiscard]] bool declares_group(const std::string& name) const {
    return std::ranges::any_of(*policy_.groups,
                               [&](const model::group& g) { return g.create && g.name.text == name; });
  }

  const plan::plan& p_;
  const model::policy& policy_;
  const model::organization& live_;
  meaning means_;
  owner owns_;
};

} // namespace

TEST_SUITE_BEGIN("planner");

// Covers V2.
TEST_CASE("nothing that the policy does not own is removed, unless a guard stands before it") {
  for_each_case(4000, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    const removals removed(c, p);
    for (const plan::operation& op : p.operations) {
      INFO(word_of(op.what) << " " << op.at.text());
      REQUIRE(removed.may(op));
    }
  });
}

TEST_CASE("nothing is added or changed that the policy does not say, and nothing of another policy") {
  for_each_case(4000, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    const additions added(c, p);
    for (const plan::operation& op : p.operations) {
      INFO(word_of(op.what) << " " << op.at.text());
      REQUIRE(added.may(op));
    }
  });
}

TEST_SUITE_END();
