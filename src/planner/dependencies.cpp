#include "planner/ordering.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace rolecall::planner {
namespace {

using model::grant;
using model::membership;
using model::principal;
using model::principal_kind;
using model::scope;
using model::symbol;
using plan::wait_reason;

template <class Action>
bool is(const draft& d) {
  return std::holds_alternative<Action>(d.op.what);
}

grant grant_of(const draft& d) { return {d.at, d.to, d.role}; }
membership member_of(const draft& d) { return {d.to.key, d.user}; }

class connecting {
public:
  connecting(const comparison& changes, const model::desired& want, std::vector<draft>& drafts,
             plan::plan& out)
      : changes_(changes),
        before_(changes.before),
        after_(changes.after),
        drafts_(drafts),
        want_(want),
        keeps_(!out.revoke_first),
        gaps_(out.gaps) {}

  void run() {
    index();
    for (std::size_t i = 0; i < drafts_.size(); ++i) connect(i);
    for (draft& d : drafts_) {
      std::ranges::sort(d.op.after);
      // One operation can be waited for with several reasons; the first is enough.
      const auto same_on = [](const plan::dependency& a, const plan::dependency& b) { return a.on == b.on; };
      d.op.after.erase(std::unique(d.op.after.begin(), d.op.after.end(), same_on), d.op.after.end());
    }
    const auto key = [](const plan::access_gap& g) {
      return std::tuple(g.lost_by, g.back_by, g.who.text(), g.permission);
    };
    std::ranges::sort(gaps_, {}, key);
    const auto same = [&](const plan::access_gap& a, const plan::access_gap& b) { return key(a) == key(b); };
    gaps_.erase(std::unique(gaps_.begin(), gaps_.end(), same), gaps_.end());
  }

private:
  void index() {
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      const draft& d = drafts_[i];
      if (is<plan::assign_role>(d))
        assigns_.emplace(grant_of(d), i);
      else if (is<plan::unassign_role>(d))
        unassigns_.emplace(grant_of(d), i);
      else if (is<plan::add_member>(d))
        joins_.emplace(member_of(d), i);
      else if (is<plan::remove_member>(d))
        leaves_.emplace(member_of(d), i);
      else if (is<plan::create_group>(d))
        new_groups_.emplace(d.to.key, i);
      else if (is<plan::create_role>(d))
        new_roles_.emplace(d.role, i);
      else if (is<plan::create_project>(d))
        new_projects_.emplace(d.at.project, i);
      else if (is<plan::update_role>(d) && (d.turn == 0))
        updates_.emplace(d.role, i);
      else if (is<plan::delete_group>(d))
        ended_groups_.emplace(d.to, i);
      if (!d.frees.empty()) frees_.emplace(d.frees, i);
      if (!d.takes.empty()) takes_.emplace(d.takes, i);
    }
    for (const grant& g : before_.grants) {
      holders_[g.role].push_back(g);
      held_[g.to].push_back(g);
    }
    for (const grant& g : before_.doubtful) doubtful_holders_[g.role].push_back(g);
    for (const grant& g : after_.grants) {
      if (before_.holds(g)) continue;
      new_holders_[g.role].push_back(g);
      gets_[g.to].push_back(g);
    }
  }

  void wait(std::size_t op, std::size_t on, wait_reason why) { drafts_[op].op.after.push_back({on, why}); }

  template <class Key>
  bool wait_if(std::size_t i, const std::map<Key, std::size_t>& ops, const Key& key, wait_reason why) {
    const auto found = ops.find(key);
    if (found == ops.end()) return false;
    wait(i, found->second, why);
    return true;
  }

  void connect(std::size_t i) {
    connect_names(i);
    const draft& d = drafts_[i];
    if (is<plan::assign_role>(d)) connect_assign(i);
    if (is<plan::unassign_role>(d)) connect_unassign(i);
    if (is<plan::create_role>(d)) connect_create_role(i);
    if (is<plan::update_role>(d) && d.turn == 0) connect_update(i);
    if (is<plan::add_member>(d)) connect_add_member(i);
    if (is<plan::remove_member>(d)) connect_remove_member(i);
    if (is<plan::delete_role>(d)) connect_delete_role(i);
    if (is<plan::delete_group>(d)) connect_delete_group(i);
    if (is<plan::leave_project>(d)) connect_leave(i);
  }

  // ---- names: a name is free before it is taken, and a passing one is had before it is given up

  void connect_names(std::size_t i) {
    const draft& d = drafts_[i];
    const auto [first, last] = frees_.equal_range(d.takes);
    for (auto freed = first; freed != last; ++freed) {
      if (freed->second < i) wait(i, freed->second, wait_reason::uses);
    }
    if (const auto taken = takes_.find(d.frees); taken != takes_.end() && taken->second < i)
      wait(i, taken->second, wait_reason::uses);
  }

  // ---- additions

  void connect_create_role(std::size_t i) {
    auto& what = std::get<plan::create_role>(drafts_[i].op.what);
    if (wait_if(i, new_projects_, drafts_[i].at.project, wait_reason::uses))
      what.project.made_by = new_projects_.at(drafts_[i].at.project);
  }

  void connect_assign(std::size_t i) {
    const draft& d = drafts_[i];
    auto& what = std::get<plan::assign_role>(drafts_[i].op.what);
    if (wait_if(i, new_projects_, d.at.project, wait_reason::uses))
      what.project.made_by = new_projects_.at(d.at.project);
    if (wait_if(i, new_roles_, d.role, wait_reason::uses)) what.role.made_by = new_roles_.at(d.role);
    if (wait_if(i, new_groups_, d.to.key, wait_reason::uses))
      what.principal.made_by = new_groups_.at(d.to.key);
    if (what.enters == plan::entry::inside) follow_entrance(i);
    wait_for_shrinking(i, d.role);
    for (const symbol user : before_.members_of(d.to.key))
      wait_if(i, leaves_, membership{d.to.key, user}, wait_reason::phantom_access);
  }

  /// A role that takes something away is not given to anybody before.
  void wait_for_shrinking(std::size_t i, symbol role) {
    const auto update = updates_.find(role);
    if (update != updates_.end() && update->second < i && !lost(changes_, role).empty())
      wait(i, update->second, wait_reason::phantom_access);
  }

  void follow_entrance(std::size_t i) {
    const scope at = drafts_[i].at;
    const principal to = drafts_[i].to;
    for (auto a = assigns_.lower_bound(grant{at, to, symbol::none});
         a != assigns_.end() && a->first.at == at && a->first.to == to; ++a) {
      const auto& other = std::get<plan::assign_role>(drafts_[a->second].op.what);
      if (other.enters != plan::entry::inside) wait(i, a->second, wait_reason::uses);
    }
  }

  void connect_add_member(std::size_t i) {
    const draft& d = drafts_[i];
    auto& what = std::get<plan::add_member>(drafts_[i].op.what);
    if (wait_if(i, new_groups_, d.to.key, wait_reason::uses)) what.group.made_by = new_groups_.at(d.to.key);
    if (d.op.stage != plan::stage::late_addition) return;
    for (const std::vector<grant>* of : {&held_[d.to], &gets_[d.to]}) {
      for (const grant& g : *of) {
        wait_if(i, unassigns_, g, wait_reason::phantom_access);
        wait_for_shrinking(i, g.role);
      }
    }
    for (const auto& [role, op] : updates_) {
      if (changes_.unread_grants.contains({drafts_[op].at, d.to.key})) wait_for_shrinking(i, role);
    }
  }

  void connect_update(std::size_t i) {
    const symbol role = drafts_[i].role;
    const bool gains = !gained(changes_, role).empty();
    const std::vector<std::string> taken = lost(changes_, role);
    for (const grant& g : holders_[role]) {
      if (gains) wait_for_leaving(i, g);
      keep_access(i, g, taken);
    }
    if (!gains) return;
    for (const grant& g : new_holders_[role]) wait_for_leaving(i, g);
    for (const grant& g : doubtful_holders_[role]) wait_for_leaving(i, g);
    for (const auto& [at, group] : changes_.unread_grants) {
      if (at == drafts_[i].at) wait_for_leaving(i, {at, {principal_kind::group, group}, role});
    }
  }

  /// Who loses the role, or leaves a group that has it, does so before it grows.
  void wait_for_leaving(std::size_t i, const grant& g) {
    wait_if(i, unassigns_, g, wait_reason::phantom_access);
    for (const symbol user : before_.members_of(g.to.key))
      wait_if(i, leaves_, membership{g.to.key, user}, wait_reason::phantom_access);
  }

  // ---- removals

  void connect_unassign(std::size_t i) {
    const draft& d = drafts_[i];
    keep_access(i, grant_of(d), before_.permissions_of(d.role));
    if (is_owner(grant_of(d))) wait_for_owners(i);
    if (d.to.kind == principal_kind::user && !d.at.is_organization()) wait_for_end_of_ownership(i);
    // Whether it is his own shows only once no group gives it to him.
    if (d.to.kind != principal_kind::user || before_.holds(grant_of(d))) return;
    for (const symbol group : before_.groups_of(d.to.key)) {
      wait_if(i, unassigns_, grant{d.at, {principal_kind::group, group}, d.role}, wait_reason::uses);
      wait_if(i, leaves_, membership{group, d.to.key}, wait_reason::uses);
    }
  }

  /// Nothing can be taken in a project from who is an owner of the organization.
  void wait_for_end_of_ownership(std::size_t i) {
    const symbol user = drafts_[i].to.key;
    wait_for_loss_of_owner(i, {principal_kind::user, user});
    for (const symbol group : before_.groups_of(user)) {
      wait_for_loss_of_owner(i, {principal_kind::group, group});
      const auto held = before_.of({}, {principal_kind::group, group});
      if (std::ranges::any_of(held, [&](const grant& g) { return is_owner(g); }))
        wait_if(i, leaves_, membership{group, user}, wait_reason::uses);
    }
  }

  void wait_for_loss_of_owner(std::size_t i, principal of) {
    for (auto u = unassigns_.lower_bound(grant{{}, of, symbol::none});
         u != unassigns_.end() && u->first.at.is_organization() && u->first.to == of; ++u) {
      if (is_owner(u->first)) wait(i, u->second, wait_reason::uses);
    }
  }

  void connect_remove_member(std::size_t i) {
    const symbol user = drafts_[i].user;
    const principal group = drafts_[i].to;
    for (const grant& g : held_[group]) {
      keep_user_access(i, g.at, user, before_.permissions_of(g.role));
      if (is_owner(g)) wait_for_owners(i);
    }
  }

  [[nodiscard]] bool is_owner(const grant& g) const {
    return g.at.is_organization() && want_.names.at(g.role).name == "owner";
  }

  /// Operation `i` takes an owner away: whoever becomes one comes first, unless the plan revokes first. Then
  /// it is the guard that sees to it that owners are left.
  void wait_for_owners(std::size_t i) {
    if (!keeps_) return;
    if (!new_owners_) new_owners_ = find_new_owners();
    for (const std::size_t op : *new_owners_) wait(i, op, wait_reason::owners);
  }

  /// The early additions that make somebody an owner.
  [[nodiscard]] std::vector<std::size_t> find_new_owners() const {
    std::vector<std::size_t> out;
    const auto early = [&](std::size_t op) { return drafts_[op].op.stage == plan::stage::early_addition; };
    for (const auto& [added, op] : assigns_) {
      if (is_owner(added) && early(op)) out.push_back(op);
    }
    for (const auto& [who, op] : joins_) {
      const auto held = after_.of({}, {principal_kind::group, who.group});
      if (early(op) && std::ranges::any_of(held, [&](const grant& g) { return is_owner(g); }))
        out.push_back(op);
    }
    return out;
  }

  // ---- a deletion, or leaving a project, comes after every removal on the thing

  void connect_delete_role(std::size_t i) {
    for (const grant& g : holders_[drafts_[i].role]) {
      // What goes with its group has no operation of its own.
      if (!wait_if(i, unassigns_, g, wait_reason::uses)) wait_if(i, ended_groups_, g.to, wait_reason::uses);
    }
    for (const grant& g : doubtful_holders_[drafts_[i].role]) wait_if(i, unassigns_, g, wait_reason::uses);
  }

  void connect_delete_group(std::size_t i) {
    const principal group = drafts_[i].to;
    for (const grant& g : held_[group]) {
      if (wait_if(i, unassigns_, g, wait_reason::uses)) continue;
      if (is_owner(g)) wait_for_owners(i);
      for (const symbol user : before_.members_of(group.key))
        keep_user_access(i, g.at, user, before_.permissions_of(g.role));
    }
  }

  void connect_leave(std::size_t i) {
    const draft& d = drafts_[i];
    for (const grant& g : before_.of(d.at, d.to)) wait_if(i, unassigns_, g, wait_reason::uses);
    for (const grant& g : before_.doubtful_of(d.at, d.to)) wait_if(i, unassigns_, g, wait_reason::uses);
    for (const symbol group : before_.groups_of(d.to.key)) wait_for_end_of_inheritance(i, group);
  }

  /// Who leaves a project is let go once no group gives him anything there.
  void wait_for_end_of_inheritance(std::size_t i, symbol group) {
    const principal of{principal_kind::group, group};
    const auto held = before_.of(drafts_[i].at, of);
    if (held.empty()) return;
    wait_if(i, leaves_, membership{group, drafts_[i].to.key}, wait_reason::uses);
    wait_if(i, ended_groups_, of, wait_reason::uses);
    for (const grant& g : held) wait_if(i, unassigns_, g, wait_reason::uses);
  }

  // ---- what people keep must come from elsewhere before it goes here

  /// Operation `i` takes `taken` from the holder of `g`, and from whoever is in it.
  void keep_access(std::size_t i, const grant& g, access::permission_list taken) {
    if (g.to.kind == principal_kind::user) return keep_user_access(i, g.at, g.to.key, taken);
    std::vector<std::string> gone;
    for (const std::string& permission : taken) {
      if (after_.permits(g.at, g.to, permission))
        keep(i, want_.principal_address(g.at, g.to), permission, paths(g.at, g.to, permission));
      else
        gone.push_back(permission);
    }
    // Whoever stays in the group keeps what the group keeps.
    for (const symbol user : before_.members_of(g.to.key)) {
      const bool stays = after_.has({g.to.key, user});
      keep_user_access(i, g.at, user, stays ? gone : taken);
    }
  }

  void keep_user_access(std::size_t i, scope at, symbol user, access::permission_list taken) {
    const principal who{principal_kind::user, user};
    for (const std::string& permission : taken) {
      std::vector<path> ways = paths(at, who, permission);
      for (const symbol group : after_.groups_of(user)) {
        for (path& way : paths(at, {principal_kind::group, group}, permission)) {
          if (const auto join = joins_.find({group, user}); join != joins_.end()) way.push_back(join->second);
          std::ranges::sort(way);
          ways.push_back(std::move(way));
        }
      }
      keep(i, want_.principal_address(at, who), permission, ways);
    }
  }

  /// The operations, sorted, that together bring a permission in one way; none where the plan leaves that way
  /// alone.
  using path = std::vector<std::size_t>;

  void keep(std::size_t i, const model::address& who, const std::string& permission,
            const std::vector<path>& ways) {
    if (ways.empty() || std::ranges::any_of(ways, &path::empty)) return; // not kept; held all along
    bool in_time = false;
    std::size_t back_by = drafts_.size();
    for (const path& way : ways) {
      if (keeps_ && way.back() < i) {
        in_time = true;
        for (const std::size_t giver : way) wait(i, giver, wait_reason::kept_access);
      } else {
        back_by = std::min(back_by, way.back());
      }
    }
    if (!in_time) gaps_.push_back({who, permission, i, back_by});
  }

  /// Every way in which `to` will hold the permission by grants of its own in the end.
  [[nodiscard]] std::vector<path> paths(scope at, principal to, const std::string& permission) const {
    std::vector<path> out;
    for (const grant& g : after_.of(at, to)) {
      if (after_.role_permits(g.role, permission)) out.push_back(path_of(g, permission));
    }
    // Perhaps he has it: that is nothing to rely on, but what such a role gains later he may have had before.
    for (const grant& g : after_.doubtful_of(at, to)) {
      if (!after_.role_permits(g.role, permission)) continue;
      if (path way = path_of(g, permission); !way.empty()) out.push_back(std::move(way));
    }
    return out;
  }

  [[nodiscard]] path path_of(const grant& g, const std::string& permission) const {
    path way;
    if (const auto assign = assigns_.find(g); assign != assigns_.end()) way.push_back(assign->second);
    const auto update = updates_.find(g.role);
    if (update != updates_.end() && !before_.role_permits(g.role, permission)) way.push_back(update->second);
    std::ranges::sort(way);
    return way;
  }

  const comparison& changes_;
  const access::side& before_;
  const access::side& after_;
  std::vector<draft>& drafts_;
  const model::desired& want_;
  bool keeps_; ///< removals wait for what gives their people what they keep
  std::vector<plan::access_gap>& gaps_;
  std::map<grant, std::size_t> assigns_;
  std::map<grant, std::size_t> unassigns_;
  std::map<membership, std::size_t> joins_;
  std::map<membership, std::size_t> leaves_;
  std::map<symbol, std::size_t> new_roles_;
  std::map<symbol, std::size_t> new_groups_;
  std::map<symbol, std::size_t> new_projects_;
  std::map<symbol, std::size_t> updates_; // of what a role is, not of its name alone
  std::map<principal, std::size_t> ended_groups_;
  std::multimap<std::string, std::size_t> frees_; // two live things may have one name
  std::map<std::string, std::size_t> takes_;
  std::map<principal, std::vector<grant>> held_;     // before the plan
  std::map<principal, std::vector<grant>> gets_;     // by the plan
  std::map<symbol, std::vector<grant>> holders_;     // before the plan
  std::map<symbol, std::vector<grant>> new_holders_; // by the plan
  std::map<symbol, std::vector<grant>> doubtful_holders_;
  std::optional<std::vector<std::size_t>> new_owners_; // once one goes
};

} // namespace

void connect(const comparison& changes, const model::desired& want, std::vector<draft>& drafts,
             plan::plan& out) {
  connecting(changes, want, drafts, out).run();
}

} // namespace rolecall::planner
