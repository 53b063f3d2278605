#include "planner/order.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace rolecall::planner {
namespace {

using model::grant;
using model::principal;
using model::scope;
using model::symbol;
using plan::stage;
using plan::wait_reason;

template <class Action>
bool is(const draft& d) {
  return std::holds_alternative<Action>(d.op.what);
}

grant grant_of(const draft& d) { return {d.at, d.to, d.role}; }

class sequencer {
public:
  sequencer(const comparison& changes, const model::desired& want, plan::plan& out)
      : before_(changes.before), after_(changes.after), drafts_(changes.drafts), want_(want), out_(out) {}

  void run() {
    set_stages();
    choose_entrances();
    sort();
    index();
    for (std::size_t i = 0; i < drafts_.size(); ++i) connect(i);
    for (draft& d : drafts_) {
      std::ranges::sort(d.op.after);
      // One operation can be waited for with several reasons; the first is enough.
      const auto same_on = [](const plan::dependency& a, const plan::dependency& b) { return a.on == b.on; };
      d.op.after.erase(std::unique(d.op.after.begin(), d.op.after.end(), same_on), d.op.after.end());
      out_.operations.push_back(std::move(d.op));
    }
    std::ranges::sort(out_.gaps, {}, [](const plan::access_gap& g) {
      return std::tuple(g.lost_by, g.back_by, g.who.text(), g.permission);
    });
  }

private:
  // ---- stages

  [[nodiscard]] std::vector<std::string> gained(symbol role) const {
    return access::missing(permissions(after_, role), permissions(before_, role));
  }
  [[nodiscard]] std::vector<std::string> lost(symbol role) const {
    return access::missing(permissions(before_, role), permissions(after_, role));
  }
  static std::vector<std::string> permissions(const access::side& side, symbol role) {
    const auto known = side.roles.find(role);
    return known == side.roles.end() ? std::vector<std::string>{} : known->second;
  }

  void set_stages() {
    std::set<symbol> unassigned; // roles that lose a holder
    std::set<symbol> shrinking;  // roles that lose a permission
    for (const draft& d : drafts_) {
      if (is<plan::unassign_role>(d)) unassigned.insert(d.role);
      if (is<plan::update_role>(d) && !lost(d.role).empty()) shrinking.insert(d.role);
    }
    for (draft& d : drafts_) {
      if (is<plan::create_role>(d) || is<plan::create_group>(d))
        d.op.stage = stage::create;
      else if (is<plan::unassign_role>(d))
        d.op.stage = stage::removal;
      else if (is<plan::assign_role>(d))
        d.op.stage = shrinking.contains(d.role) ? stage::late_addition : stage::early_addition;
      else if (is<plan::update_role>(d))
        d.op.stage = update_stage(d.role, unassigned.contains(d.role));
      else
        d.op.stage = stage::deletion;
    }
  }

  [[nodiscard]] stage update_stage(symbol role, bool loses_holders) const {
    const bool adds = !gained(role).empty();
    const bool takes = !lost(role).empty();
    if (takes) return adds ? stage::mixed_update : stage::removal;
    return adds && loses_holders ? stage::late_addition : stage::early_addition;
  }

  /// Of the grants that bring a principal into a project, one adds it there; the others follow it.
  void choose_entrances() {
    std::map<std::pair<scope, principal>, draft*> chosen;
    const auto rank = [this](const draft& d) {
      const bool custom = want_.role(d.at, d.role) != nullptr;
      return std::tuple(d.op.stage, custom, d.op.at.text());
    };
    for (draft& d : drafts_) {
      auto* what = std::get_if<plan::assign_role>(&d.op.what);
      if (!what || !what->enters_project) continue;
      draft*& entrance = chosen.try_emplace({d.at, d.to}, &d).first->second;
      if (rank(d) < rank(*entrance)) entrance = &d;
      what->enters_project = false;
    }
    for (auto& [where, entrance] : chosen)
      std::get<plan::assign_role>(entrance->op.what).enters_project = true;
  }

  void sort() {
    const auto key = [this](const draft& d) {
      const auto* assign = std::get_if<plan::assign_role>(&d.op.what);
      const bool follows = !(assign && assign->enters_project);
      const std::string owner =
          d.to.key == symbol::none ? std::string() : want_.principal_address(d.at, d.to).text();
      return std::tuple(d.op.stage, !d.at.is_organization(), owner.empty() ? d.op.at.text() : owner, follows,
                        d.op.at.text());
    };
    std::vector<std::pair<decltype(key(drafts_.front())), std::size_t>> order;
    order.reserve(drafts_.size());
    for (std::size_t i = 0; i < drafts_.size(); ++i) order.emplace_back(key(drafts_[i]), i);
    std::ranges::sort(order);
    std::vector<draft> sorted;
    sorted.reserve(order.size());
    for (const auto& entry : order) sorted.push_back(std::move(drafts_[entry.second]));
    drafts_ = std::move(sorted);
  }

  // ---- dependencies

  void index() {
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      const draft& d = drafts_[i];
      if (is<plan::assign_role>(d))
        assigns_.emplace(grant_of(d), i);
      else if (is<plan::unassign_role>(d))
        unassigns_.emplace(grant_of(d), i);
      else if (is<plan::create_group>(d))
        new_groups_.emplace(d.to.key, i);
      else if (is<plan::create_role>(d))
        new_roles_.emplace(d.role, i);
      else if (is<plan::update_role>(d))
        updates_.emplace(d.role, i);
      else if (is<plan::delete_group>(d))
        ended_groups_.emplace(d.to, i);
    }
    for (const grant& g : before_.grants) holders_[g.role].push_back(g);
  }

  void wait(std::size_t op, std::size_t on, wait_reason why) { drafts_[op].op.after.push_back({on, why}); }

  void connect(std::size_t i) {
    if (is<plan::assign_role>(drafts_[i]))
      connect_assign(i);
    else if (is<plan::unassign_role>(drafts_[i]))
      connect_unassign(i);
    else if (is<plan::update_role>(drafts_[i]))
      connect_update(i);
    else if (is<plan::delete_role>(drafts_[i]))
      connect_delete_role(i);
    else if (is<plan::delete_group>(drafts_[i]))
      connect_delete_group(i);
    else if (is<plan::leave_project>(drafts_[i]))
      connect_leave(i);
  }

  void connect_assign(std::size_t i) {
    const draft& d = drafts_[i];
    auto& what = std::get<plan::assign_role>(drafts_[i].op.what);
    if (wait_if(i, new_roles_, d.role, wait_reason::uses)) what.role.made_by = new_roles_.at(d.role);
    if (wait_if(i, new_groups_, d.to.key, wait_reason::uses))
      what.principal.made_by = new_groups_.at(d.to.key);
    if (!what.enters_project) follow_entrance(i);
    if (d.op.stage == stage::late_addition) wait(i, updates_.at(d.role), wait_reason::phantom_access);
  }

  void follow_entrance(std::size_t i) {
    for_each_assign(drafts_[i].at, drafts_[i].to, [&](std::size_t other) {
      if (std::get<plan::assign_role>(drafts_[other].op.what).enters_project)
        wait(i, other, wait_reason::uses);
    });
  }

  void connect_unassign(std::size_t i) {
    const draft& d = drafts_[i];
    keep_access(i, d.at, d.to, permissions(before_, d.role));
    if (is_owner(grant_of(d))) wait_for_owners(i);
  }

  [[nodiscard]] bool is_owner(const grant& g) const {
    return g.at.is_organization() && want_.names.at(g.role).name == "owner";
  }

  /// Operation `i` takes an owner away: whoever becomes one comes first.
  void wait_for_owners(std::size_t i) {
    for (const auto& [added, op] : assigns_) {
      if (is_owner(added) && drafts_[op].op.stage == stage::early_addition) wait(i, op, wait_reason::owners);
    }
  }

  void connect_update(std::size_t i) {
    const symbol role = drafts_[i].role;
    const bool gains = !gained(role).empty();
    const std::vector<std::string> taken = lost(role);
    for (const grant& g : holders_[role]) {
      if (gains) wait_if(i, unassigns_, g, wait_reason::phantom_access);
      keep_access(i, g.at, g.to, taken);
    }
  }

  template <class Key>
  bool wait_if(std::size_t i, const std::map<Key, std::size_t>& ops, const Key& key, wait_reason why) {
    const auto found = ops.find(key);
    if (found == ops.end()) return false;
    wait(i, found->second, why);
    return true;
  }

  // A deletion, or leaving a project, comes after every removal on the thing.

  void connect_delete_role(std::size_t i) {
    for (const grant& g : holders_[drafts_[i].role]) {
      // What goes with its group has no operation of its own.
      if (!wait_if(i, unassigns_, g, wait_reason::uses)) wait_if(i, ended_groups_, g.to, wait_reason::uses);
    }
  }

  void connect_delete_group(std::size_t i) {
    for (const grant& g : before_.grants) {
      if (g.to != drafts_[i].to) continue;
      if (!wait_if(i, unassigns_, g, wait_reason::uses) && is_owner(g)) wait_for_owners(i);
    }
  }

  void connect_leave(std::size_t i) {
    const draft& d = drafts_[i];
    for (const grant& g : before_.of(d.at, d.to)) wait_if(i, unassigns_, g, wait_reason::uses);
  }

  /// Operation `i` takes `taken` from `to`: what the principal keeps must come from elsewhere first.
  void keep_access(std::size_t i, scope at, principal to, const std::vector<std::string>& taken) {
    for (const std::string& permission : taken) {
      if (!after_.permits(at, to, permission)) continue;
      const std::vector<path> ways = paths(at, to, permission);
      if (std::ranges::any_of(ways, &path::empty)) continue; // held all along
      bool in_time = false;
      std::size_t back_by = drafts_.size();
      for (const path& way : ways) {
        if (way.back() < i) {
          in_time = true;
          for (const std::size_t giver : way) wait(i, giver, wait_reason::kept_access);
        } else {
          back_by = std::min(back_by, way.back());
        }
      }
      if (!in_time) out_.gaps.push_back({want_.principal_address(at, to), permission, i, back_by});
    }
  }

  /// The operations, sorted, that together bring a permission by one grant; none where the plan leaves both
  /// the grant and the role's permission alone.
  using path = std::vector<std::size_t>;

  /// Every way in which `to` will hold the permission in the end.
  [[nodiscard]] std::vector<path> paths(scope at, principal to, const std::string& permission) const {
    std::vector<path> out;
    for (const grant& g : after_.of(at, to)) {
      if (!after_.role_permits(g.role, permission)) continue;
      path& way = out.emplace_back();
      if (const auto assign = assigns_.find(g); assign != assigns_.end()) way.push_back(assign->second);
      const auto update = updates_.find(g.role);
      if (update != updates_.end() && !before_.role_permits(g.role, permission))
        way.push_back(update->second);
      std::ranges::sort(way);
    }
    return out;
  }

  template <class Visit>
  void for_each_assign(scope at, principal to, Visit visit) const {
    const auto first = assigns_.lower_bound(grant{at, to, symbol::none});
    for (auto a = first; a != assigns_.end() && a->first.at == at && a->first.to == to; ++a) visit(a->second);
  }

  const access::side& before_;
  const access::side& after_;
  std::vector<draft> drafts_;
  const model::desired& want_;
  plan::plan& out_;
  std::map<grant, std::size_t> assigns_;
  std::map<grant, std::size_t> unassigns_;
  std::map<symbol, std::size_t> new_roles_;
  std::map<symbol, std::size_t> new_groups_;
  std::map<symbol, std::size_t> updates_;
  std::map<principal, std::size_t> ended_groups_;
  std::map<symbol, std::vector<grant>> holders_; // before the plan
};

} // namespace

void order(const comparison& changes, const model::desired& want, plan::plan& out) {
  sequencer(changes, want, out).run();
}

} // namespace rolecall::planner
