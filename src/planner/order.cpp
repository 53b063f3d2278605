#include "planner/order.hpp"

#include "planner/ordering.hpp"

#include <algorithm>
#include <tuple>

namespace rolecall::planner {
namespace {

using model::principal;
using model::scope;
using model::symbol;
using plan::stage;

template <class Action>
bool is(const draft& d) {
  return std::holds_alternative<Action>(d.op.what);
}

class staging {
public:
  staging(const comparison& changes, const model::desired& want, bool revoke_first)
      : changes_(changes), want_(want), revoke_first_(revoke_first), drafts_(changes.drafts) {}

  std::vector<draft> run() {
    note_removed();
    for (draft& d : drafts_) d.op.stage = stage_of(d);
    choose_entrances();
    sort();
    return std::move(drafts_);
  }

private:
  // ---- stages: what is removed, and whether an addition shares a path with it

  void note_removed() {
    for (const draft& d : drafts_) {
      if (is<plan::unassign_role>(d)) {
        losing_roles_.insert(d.role);
        losing_groups_.insert(d.to.key);
      }
      if (is<plan::remove_member>(d)) left_groups_.insert(d.to.key);
      if (is<plan::update_role>(d) && !lost(changes_, d.role).empty()) {
        shrinking_.insert(d.role);
        note_unread_holders(d);
      }
    }
    for (const access::side* side : {&changes_.before, &changes_.after}) {
      for (const model::grant& g : side->grants) {
        if (left_groups_.contains(g.to.key)) left_roles_.insert(g.role);
        if (shrinking_.contains(g.role)) shrinking_groups_.insert(g.to.key);
      }
    }
  }

  /// Whose grants nobody read may hold the role.
  void note_unread_holders(const draft& shrinks) {
    for (const auto& [at, group] : changes_.unread_grants) {
      if (at == shrinks.at) shrinking_groups_.insert(group);
    }
  }
  [[nodiscard]] bool may_be_left(const draft& grows) const {
    return std::ranges::any_of(changes_.unread_grants, [&](const auto& unread) {
      return unread.first == grows.at && left_groups_.contains(unread.second);
    });
  }

  [[nodiscard]] stage stage_of(const draft& d) const {
    if (d.turn > 0) return d.op.stage == stage::deletion ? stage::deletion : stage::create;
    if (is<plan::update_role>(d)) return update_stage(d);
    if (is<plan::add_member>(d)) {
      const bool shares = losing_groups_.contains(d.to.key) || shrinking_groups_.contains(d.to.key);
      return shares ? stage::late_addition : stage::early_addition;
    }
    if (is<plan::assign_role>(d)) {
      const bool shares = shrinking_.contains(d.role) || left_groups_.contains(d.to.key);
      return shares ? stage::late_addition : stage::early_addition;
    }
    if (is<plan::unassign_role>(d) || is<plan::remove_member>(d)) return stage::removal;
    const bool ends = is<plan::delete_role>(d) || is<plan::delete_group>(d) || is<plan::leave_project>(d);
    return ends ? stage::deletion : stage::create;
  }

  [[nodiscard]] stage update_stage(const draft& d) const {
    const bool adds = !gained(changes_, d.role).empty();
    const bool takes = !lost(changes_, d.role).empty();
    if (takes) return adds ? stage::mixed_update : stage::removal;
    const bool shares = losing_roles_.contains(d.role) || left_roles_.contains(d.role) || may_be_left(d);
    if (adds) return shares ? stage::late_addition : stage::early_addition;
    const auto& what = std::get<plan::update_role>(d.op.what);
    return what.name.from == what.name.to ? stage::early_addition : stage::create;
  }

  // ---- entrances

  /// Of the grants that bring a principal into a project, one adds it there; the others follow it.
  void choose_entrances() {
    std::map<std::pair<scope, principal>, draft*> chosen;
    for (draft& d : drafts_) {
      auto* what = std::get_if<plan::assign_role>(&d.op.what);
      if (!what) continue;
      const bool user = d.to.kind == model::principal_kind::user;
      if (user && !d.at.is_organization()) what->joins_as = membership_role(d);
      if (what->enters == plan::entry::inside) continue;
      draft*& entrance = chosen.try_emplace({d.at, d.to}, &d).first->second;
      if (rank(d) < rank(*entrance)) entrance = &d;
      what->enters = plan::entry::inside;
    }
    for (auto& [where, entrance] : chosen) open(*entrance);
  }

  /// A user can only be added as member or owner; a group with a predefined role for choice.
  [[nodiscard]] std::tuple<bool, stage, bool, std::string> rank(const draft& d) const {
    const bool custom = want_.role(d.at, d.role) != nullptr;
    const bool unfit = d.to.kind == model::principal_kind::user && membership_role(d).empty();
    return {unfit, d.op.stage, custom, d.op.at.text()};
  }

  [[nodiscard]] std::string membership_role(const draft& d) const {
    if (want_.role(d.at, d.role)) return {}; // a custom role, whatever its name
    const std::string& name = want_.names.at(d.role).name;
    return name == "member" || name == "owner" ? name : std::string();
  }

  void open(draft& entrance) const {
    auto& what = std::get<plan::assign_role>(entrance.op.what);
    const bool joins = entrance.to.kind == model::principal_kind::group || !what.joins_as.empty();
    what.enters = joins ? plan::entry::joins : plan::entry::tries;
  }

  // ---- order

  /// What stands alone for its name's sake comes before all creations, or after all deletions.
  static std::pair<int, int> place(const draft& d) {
    if (d.turn > 0) return {d.op.stage == stage::deletion ? 3 : 0, d.turn};
    return {is<plan::create_project>(d) ? 1 : 2, 0};
  }

  void sort() {
    const auto key = [this](const draft& d) {
      const auto* assign = std::get_if<plan::assign_role>(&d.op.what);
      const bool follows = !(assign && assign->enters != plan::entry::inside);
      const std::string owner =
          d.to.key == symbol::none ? std::string() : want_.principal_address(d.at, d.to).text();
      return std::tuple(plan::place_of(d.op.stage, revoke_first_), place(d), !d.at.is_organization(),
                        owner.empty() ? d.op.at.text() : owner, follows, d.op.at.text());
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

  const comparison& changes_;
  const model::desired& want_;
  bool revoke_first_;
  std::vector<draft> drafts_;
  std::set<symbol> losing_roles_;     // that lose a holder
  std::set<symbol> losing_groups_;    // that lose a role
  std::set<symbol> left_groups_;      // that lose a member
  std::set<symbol> left_roles_;       // that such a group holds, before or after
  std::set<symbol> shrinking_;        // roles that lose a permission
  std::set<symbol> shrinking_groups_; // that hold such a role, before or after
};

} // namespace

std::vector<std::string> gained(const comparison& changes, symbol role) {
  return access::missing(changes.after.permissions_of(role), changes.before.permissions_of(role));
}
std::vector<std::string> lost(const comparison& changes, symbol role) {
  return access::missing(changes.before.permissions_of(role), changes.after.permissions_of(role));
}

std::vector<draft> in_order(const comparison& changes, const model::desired& want, bool revoke_first) {
  return staging(changes, want, revoke_first).run();
}

void order(const comparison& changes, const model::desired& want, plan::plan& out) {
  std::vector<draft> drafts = in_order(changes, want, out.revoke_first);
  connect(changes, want, drafts, out);
  for (draft& d : drafts) out.operations.push_back(std::move(d.op));
}

} // namespace rolecall::planner
