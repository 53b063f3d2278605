#include "apply/preconditions.hpp"

#include "apply/items.hpp"
#include "apply/rights.hpp"
#include "model/owners.hpp"
#include "planner/standing.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rolecall::apply {
namespace {

using model::list_kind;
using model::list_ref;

/// What of one list a plan rests on.
struct need {
  bool whole = false;
  std::set<std::string> keys; ///< ids that are there or not, names that nothing bears
};

list_ref roles_of(const std::string& project_id) {
  return {project_id.empty() ? list_kind::organization_roles : list_kind::project_roles, project_id, {}};
}

class gathering {
public:
  explicit gathering(const model::organization& live) : live_(live) {
    for (const auto& [list, read] : live.read) {
      if (!list.principal_id.empty()) by_principal_[list.principal_id].push_back(&list);
      for (const std::string& email : list.emails) by_email_.emplace(email, &list);
    }
  }

  std::map<list_ref, need> run(const plan::plan& p) {
    for (const plan::operation& op : p.operations) std::visit(*this, op.what);
    owners(planner::owners_in(p, live_));
    administrators(planner::administrators_in(p, live_), taken_rights(p, live_));
    return std::move(needs_);
  }

  void operator()(const plan::create_project& what) { one({list_kind::projects, {}, {}}, what.name); }
  void operator()(const plan::invite_user& what) {
    one({list_kind::invites, {}, {}}, what.email);
    if (!what.expired_id.empty()) one({list_kind::invites, {}, {}}, what.expired_id);
  }
  void operator()(const plan::create_role& what) {
    if (what.project.made_by) return;
    project(what.project.id);
    one(roles_of(what.project.id), what.name);
  }
  void operator()(const plan::update_role& what) {
    project(what.project_id);
    one(roles_of(what.project_id), what.role_id);
    if (what.name.from != what.name.to) one(roles_of(what.project_id), what.name.to);
  }
  void operator()(const plan::delete_role& what) {
    project(what.project_id);
    one(roles_of(what.project_id), what.role_id);
    holders_of(what.project_id, what.role_id);
  }
  void operator()(const plan::create_group& what) { one({list_kind::groups, {}, {}}, what.name); }
  void operator()(const plan::rename_group& what) {
    group(what.group_id);
    one({list_kind::groups, {}, {}}, what.name.to);
  }
  void operator()(const plan::delete_group& what) {
    group(what.group_id);
    whole({list_kind::projects, {}, {}}); // in a new one it may hold something
    if (!known_.insert(what.group_id).second) return;
    for (const list_ref* list : lists_of(what.group_id)) whole(*list);
  }
  void operator()(const plan::add_member& what) {
    if (what.group.made_by) return;
    group(what.group.id);
    whole({list_kind::group_members, {}, what.group.id});
    gives_what_it_holds(what.group.id);
  }
  void operator()(const plan::remove_member& what) {
    group(what.group_id);
    whole({list_kind::group_members, {}, what.group_id});
  }
  void operator()(const plan::assign_role& what) {
    const bool in_new = what.project.made_by.has_value();
    if (!in_new) project(what.project.id);
    if (!in_new && !what.role.made_by) role(what.project.id, what.role.id);
    if (what.principal.made_by) return;
    if (what.kind == model::principal_kind::group) {
      group(what.principal.id);
      whole({list_kind::group_members, {}, what.principal.id}); // they get it too
    }
    if (!in_new) whole(model::grants_of(what.project.id, what.kind, what.principal.id));
  }
  void operator()(const plan::unassign_role& what) {
    project(what.project_id);
    if (what.kind == model::principal_kind::group) group(what.principal_id);
    loses_in_project(what.project_id, what.kind, what.principal_id);
    whole(model::grants_of(what.project_id, what.kind, what.principal_id));
  }
  void operator()(const plan::leave_project& what) {
    const bool group = what.kind == model::principal_kind::group;
    project(what.project_id);
    loses_in_project(what.project_id, what.kind, what.principal_id);
    one({group ? list_kind::project_groups : list_kind::project_users, what.project_id, {}},
        what.principal_id);
    whole(model::grants_of(what.project_id, what.kind, what.principal_id));
  }

private:
  void one(const list_ref& list, const std::string& key) {
    if (live_.has_read(list)) needs_[list].keys.insert(key);
  }
  void whole(const list_ref& list) {
    if (live_.has_read(list)) needs_[list].whole = true;
  }
  void project(const std::string& id) {
    if (!id.empty()) one({list_kind::projects, {}, {}}, id);
  }
  void group(const std::string& id) { one({list_kind::groups, {}, {}}, id); }
  /// What it permits is a part of what was approved. Predefined ones do not change.
  void role(const std::string& project_id, const std::string& id) {
    const model::live_role* known = live_.role(id);
    if (known && !known->predefined) one(roles_of(project_id), id);
  }

  /// The lists of what is in the group, and of what it holds.
  const std::vector<const list_ref*>& lists_of(const std::string& principal_id) {
    return by_principal_[principal_id];
  }

  /// Who joins a group gets all of that.
  void gives_what_it_holds(const std::string& group_id) {
    if (!known_.insert(group_id).second) return;
    for (const list_ref* list : lists_of(group_id)) {
      if (list->kind == list_kind::group_members) continue;
      project(list->project_id);
      whole(*list);
      for (const plan::listed_item& held : items_of(*list, live_)) role(list->project_id, held.id);
    }
  }

  void loses_in_project(const std::string& project_id, model::principal_kind kind, const std::string& id) {
    if (!project_id.empty() && kind == model::principal_kind::user) losers_.insert(id);
  }

  /// Who must still be an owner, because the plan leaves no others, and who must not be one yet, because an
  /// owner's roles in projects are not taken away.
  void owners(const planner::standing& all) {
    if (all.worst.size() < all.before.size()) {
      for (const std::string& user : all.worst) {
        if (all.before.contains(user)) stays_owner(user);
      }
    }
    std::set<std::string> others;
    for (const std::string& user : losers_) {
      if (!all.before.contains(user) && !all.after.contains(user)) others.insert(user);
    }
    if (!others.empty()) are_no_owners(others);
  }

  /// Who loses one of several ways to administer the organization must still have another one. Nobody may
  /// have come to hold what goes of whom no guard knew.
  void administrators(const planner::standing& all, const taken_rights& taken) {
    for (const std::string& user : all.worst) {
      if (!all.before.contains(user) || !taken.concerns(user)) continue;
      for (const model::live_grant* g : taken.left_to(user)) rests_on(*g, user);
    }
    for (const std::string& group : taken.groups()) whole({list_kind::group_members, {}, group});
    for (const std::string& role : taken.roles()) holders_of({}, role);
  }

  /// That the grant gives him its role.
  void rests_on(const model::live_grant& g, const std::string& user_id) {
    one(model::grants_of({}, g.kind, g.principal_id), item_of_role(g.role_id, live_));
    if (g.kind == model::principal_kind::group) one({list_kind::group_members, {}, g.principal_id}, user_id);
  }

  void stays_owner(const std::string& user_id) {
    const model::live_user* user = live_.user(user_id);
    if (user && user->organization_role == "owner") return told(*user);
    for (const model::live_grant* g : model::owner_grants(live_)) {
      const bool group = g->kind == model::principal_kind::group;
      const list_ref members{list_kind::group_members, {}, g->principal_id};
      const bool his = group ? std::ranges::count(live_.listed(members), user_id) > 0
                             : g->principal_id == user_id && g->source != model::grant_source::inherited;
      if (his) rests_on(*g, user_id);
    }
  }

  void are_no_owners(const std::set<std::string>& users) {
    std::set<std::string> owning;
    for (const model::live_grant* g : model::owner_grants(live_)) {
      if (g->kind == model::principal_kind::group) owning.insert(g->principal_id);
    }
    for (const model::live_role& role : live_.roles) {
      if (!model::is_owner_role(role)) continue;
      const std::string owner = item_of_role(role.id, live_);
      for (const std::string& user : users)
        one(model::grants_of({}, model::principal_kind::user, user), owner);
      for (const model::live_group& group : live_.groups) {
        if (!owning.contains(group.id))
          one(model::grants_of({}, model::principal_kind::group, group.id), owner);
      }
    }
    for (const std::string& id : users) {
      if (const model::live_user* user = live_.user(id)) told(*user);
      for (const std::string& group : owning) one({list_kind::group_members, {}, group}, id);
    }
  }

  /// What the list that shows the user tells of him: that of all, else the one that he was asked for in.
  void told(const model::live_user& user) {
    const list_ref all{list_kind::users, {}, {}};
    if (live_.has_read(all)) return one(all, owner_item(user.id));
    const auto [first, last] = by_email_.equal_range(user.email);
    for (auto at = first; at != last; ++at) one(*at->second, owner_item(user.id));
  }

  /// A role goes with whoever holds it: nobody else may have come to hold it.
  void holders_of(const std::string& project_id, const std::string& role_id) {
    const std::string role = item_of_role(role_id, live_);
    for (const auto& [list, read] : live_.read) {
      if (list.project_id != project_id) continue;
      switch (list.kind) {
      case list_kind::groups:
      case list_kind::users:
      case list_kind::project_groups:
      case list_kind::project_users: whole(list); break;
      case list_kind::group_roles:
      case list_kind::user_roles:
      case list_kind::project_group_roles:
      case list_kind::project_user_roles: one(list, role); break;
      default: break;
      }
    }
  }

  const model::organization& live_;
  std::map<list_ref, need> needs_;
  std::set<std::string> losers_; ///< users who lose a role in a project
  std::set<std::string> known_;  ///< groups whose lists are among the needs
  std::map<std::string, std::vector<const list_ref*>> by_principal_; ///< lists that were read
  std::multimap<std::string, const list_ref*> by_email_;             ///< those that ask for users
};

plan::precondition precondition_of(const list_ref& list, const need& of, const model::organization& live) {
  const std::vector<plan::listed_item> all = items_of(list, live);
  plan::precondition out;
  out.list = list;
  out.digest = digest_of(all);
  out.whole = of.whole;
  std::set<std::string> absent = of.keys;
  for (const plan::listed_item& item : all) {
    const bool named = of.keys.contains(item.id);
    absent.erase(item.id);
    if (takes_name(list, item.id, live)) absent.erase(item.name);
    if ((of.whole && !is_owner_item(item.id)) || named) out.items.push_back(item);
  }
  out.absent.assign(absent.begin(), absent.end());
  return out;
}

} // namespace

std::vector<plan::precondition> preconditions_of(const plan::plan& p, const model::organization& live) {
  std::vector<plan::precondition> out;
  for (const auto& [list, of] : gathering(live).run(p)) out.push_back(precondition_of(list, of, live));
  return out;
}

std::vector<list_ref> lists_rested_on(const plan::plan& p, const model::organization& live) {
  std::vector<list_ref> out;
  for (const auto& [list, of] : gathering(live).run(p)) out.push_back(list);
  return out;
}

} // namespace rolecall::apply
