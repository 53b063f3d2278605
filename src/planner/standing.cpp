#include "planner/standing.hpp"

#include "model/owners.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

namespace rolecall::planner {
namespace {

using model::list_kind;
using model::manages_organization;
using model::principal_kind;

/// Groups that the plan makes get a key of their own.
std::string key_of(const plan::target& of) { return of.made_by ? "#" + std::to_string(*of.made_by) : of.id; }

/// Roles, who holds them, and members of groups: what changes step by step.
class holders {
public:
  using counts = std::function<bool(const model::live_role&)>;

  holders(const model::organization& live, const counts& which) {
    for (const model::live_role& role : live.roles) {
      if (role.project_id.empty() && which(role)) roles_.insert(role.id);
    }
    for (const auto& [list, users] : live.members) {
      if (list.kind == list_kind::group_members) members_[list.principal_id] = {users.begin(), users.end()};
    }
    for (const model::live_grant& g : live.grants) {
      const bool own = g.source == model::grant_source::direct || g.source == model::grant_source::untold;
      if (g.project_id.empty() && own) grants_.emplace(g.principal_id, g.role_id);
    }
    add_told_owners(live);
  }

  [[nodiscard]] std::set<std::string> persons() const { return persons_with(roles_); }

  [[nodiscard]] std::set<std::string> persons_with(const std::set<std::string>& roles) const {
    std::set<std::string> out;
    for (const auto& [who, role] : grants_) {
      if (!roles.contains(role)) continue;
      const auto group = members_.find(who);
      if (group != members_.end())
        out.insert(group->second.begin(), group->second.end());
      else if (!is_group(who))
        out.insert(who);
    }
    return out;
  }

  [[nodiscard]] bool has(const std::string& user) const {
    return std::ranges::any_of(grants_, [&](const auto& g) {
      return roles_.contains(g.second) && (g.first == user || is_in(user, g.first));
    });
  }

  /// Whether the removal can make a difference to `user`.
  [[nodiscard]] bool concerns(const std::string& user, const plan::action& what) const {
    if (const auto* left = std::get_if<plan::remove_member>(&what)) return left->user_id == user;
    if (const auto* group = std::get_if<plan::delete_group>(&what)) return is_in(user, group->group_id);
    const auto* lost = std::get_if<plan::unassign_role>(&what);
    if (lost)
      return lost->project_id.empty() && (lost->principal_id == user || is_in(user, lost->principal_id));
    return std::holds_alternative<plan::delete_role>(what) || std::holds_alternative<plan::update_role>(what);
  }

  /// Carries one operation out.
  void apply(const plan::operation& op, std::size_t index) {
    index_ = index;
    std::visit(*this, op.what);
  }

  void operator()(const plan::delete_role& what) { roles_.erase(what.role_id); }
  void operator()(const plan::update_role& what) {
    if (roles_.contains(what.role_id) && manages_organization(what.before.permissions) &&
        !manages_organization(what.after.permissions))
      roles_.erase(what.role_id);
    if (manages_too_ && what.project_id.empty() && manages_organization(what.after.permissions))
      roles_.insert(what.role_id);
  }
  void operator()(const plan::create_role& what) {
    const bool organization = what.project.id.empty() && !what.project.made_by;
    if (manages_too_ && organization && manages_organization(what.after.permissions))
      roles_.insert("#" + std::to_string(index_));
  }
  void operator()(const plan::create_group&) { groups_.insert("#" + std::to_string(index_)); }
  void operator()(const plan::delete_group& what) {
    members_[what.group_id].clear();
    const auto first = grants_.lower_bound({what.group_id, {}});
    auto last = first;
    while (last != grants_.end() && last->first == what.group_id) ++last;
    grants_.erase(first, last);
  }
  void operator()(const plan::add_member& what) { members_[key_of(what.group)].insert(what.user_id); }
  void operator()(const plan::remove_member& what) { members_[what.group_id].erase(what.user_id); }
  void operator()(const plan::assign_role& what) {
    if (!what.project.id.empty() || what.project.made_by) return;
    if (what.kind == principal_kind::group) groups_.insert(key_of(what.principal));
    grants_.emplace(key_of(what.principal), key_of(what.role));
  }
  void operator()(const plan::unassign_role& what) {
    if (what.project_id.empty()) grants_.erase({what.principal_id, what.role_id});
  }
  void operator()(const auto&) {}

  void count_managing_roles() { manages_too_ = true; }

private:
  [[nodiscard]] bool is_group(const std::string& who) const { return groups_.contains(who); }
  [[nodiscard]] bool is_in(const std::string& user, const std::string& group) const {
    const auto found = members_.find(group);
    return found != members_.end() && found->second.contains(user);
  }

  void add_told_owners(const model::organization& live) {
    for (const model::live_group& group : live.groups) groups_.insert(group.id);
    for (const model::live_grant& g : live.grants) {
      if (g.kind == principal_kind::group) groups_.insert(g.principal_id);
    }
    std::set<std::string> owner;
    for (const model::live_role& role : live.roles) {
      if (model::is_owner_role(role) && roles_.contains(role.id)) owner.insert(role.id);
    }
    const std::set<std::string> known = persons_with(owner); // in whatever other way they administer
    for (const std::string& role : owner) {
      for (const model::live_user& user : live.users) {
        if (user.organization_role == "owner" && !known.contains(user.id)) grants_.emplace(user.id, role);
      }
    }
  }

  std::set<std::string> roles_;
  std::set<std::string> groups_;
  std::map<std::string, std::set<std::string>> members_;
  std::set<std::pair<std::string, std::string>> grants_; // principal and role
  std::size_t index_ = 0;
  bool manages_too_ = false;
};

bool takes_away(const plan::operation& op) {
  if (plan::verb_of(op.what) == plan::verb::remove) return true;
  const auto* update = std::get_if<plan::update_role>(&op.what);
  return update && manages_organization(update->before.permissions) &&
         !manages_organization(update->after.permissions);
}

/// What comes into being before any removal.
bool is_early(const plan::operation& op, const plan::plan& of) {
  return op.stage == plan::stage::create || (op.stage == plan::stage::early_addition && !of.revoke_first);
}

standing standing_of(const plan::plan& p, const holders& now) {
  standing out;
  out.before = now.persons();
  holders worst = now;
  holders after = now;
  for (std::size_t i = 0; i < p.operations.size(); ++i) {
    const plan::operation& op = p.operations[i];
    after.apply(op, i);
    const bool last = op.stage == plan::stage::own_rights; // it waits for all others, additions too
    if (!last && (takes_away(op) || is_early(op, p))) worst.apply(op, i);
  }
  out.after = after.persons();
  std::ranges::set_intersection(worst.persons(), out.after, std::inserter(out.worst, out.worst.end()));
  return out;
}

holders administrators(const model::organization& live) {
  holders out(live, model::administers);
  out.count_managing_roles();
  return out;
}

} // namespace

standing owners_in(const plan::plan& p, const model::organization& live) {
  return standing_of(p, holders(live, model::is_owner_role));
}

standing people_of(standing all, const model::organization& live) {
  const model::list_ref users{list_kind::users, {}, {}};
  const std::vector<std::string>& listed = live.listed(users);
  const std::set<std::string> shown(listed.begin(), listed.end());
  const auto is_account = [&](const std::string& id) {
    const model::live_user* user = live.user(id);
    return (user && user->service_account) || (live.has_read(users) && !shown.contains(id));
  };
  for (std::set<std::string>* ids : {&all.before, &all.worst, &all.after}) std::erase_if(*ids, is_account);
  return all;
}

standing administrators_in(const plan::plan& p, const model::organization& live) {
  return standing_of(p, administrators(live));
}

std::optional<std::size_t> end_of_rights(const plan::plan& p, const model::organization& live,
                                         const std::string& user_id) {
  holders left = administrators(live);
  if (!left.has(user_id)) return std::nullopt;
  for (std::size_t i = 0; i < p.operations.size(); ++i) {
    const bool early = is_early(p.operations[i], p);
    if (!early && !takes_away(p.operations[i])) continue;
    const bool concerns = !early && left.concerns(user_id, p.operations[i].what);
    left.apply(p.operations[i], i);
    if (concerns && !left.has(user_id)) return i;
  }
  return std::nullopt;
}

bool touches_administrators(const plan::plan& p, const model::organization& live) {
  if (std::ranges::none_of(p.operations, takes_away)) return false;
  const standing all = administrators_in(p, live);
  return std::ranges::any_of(all.before, [&](const std::string& who) { return !all.worst.contains(who); });
}

} // namespace rolecall::planner
