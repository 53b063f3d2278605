#include "apply/freshness.hpp"

#include "apply/judge.hpp"
#include "apply/preconditions.hpp"
#include "model/owners.hpp"
#include "planner/standing.hpp"

#include <set>
#include <string>

namespace rolecall::apply {
namespace {

/// Lists that a removal rests on, should they have been read with a gap: those that it changes; and as it
/// takes away what nobody has seen then, a role goes with whoever holds it, a group with whatever it holds.
class removals {
public:
  explicit removals(const plan::plan& plan) {
    for (const plan::operation& op : plan.operations) {
      if (plan::verb_of(op.what) != plan::verb::remove) continue;
      changed_.insert(list_of(op, ids_in(op.what)));
      if (const auto* role = std::get_if<plan::delete_role>(&op.what)) of_roles_.insert(role->project_id);
      if (const auto* group = std::get_if<plan::delete_group>(&op.what)) groups_.insert(group->group_id);
    }
  }

  [[nodiscard]] bool rest_on(const model::list_ref& list) const {
    const bool of_group = !groups_.empty() && list.kind == model::list_kind::projects;
    return of_group || groups_.contains(list.principal_id) || of_roles_.contains(list.project_id) ||
           changed_.contains(list);
  }

private:
  std::set<model::list_ref> changed_;
  std::set<std::string> of_roles_; ///< places of roles that are deleted
  std::set<std::string> groups_;   ///< that are deleted
};

/// Who is an owner of the organization, as far as the plan rests on that: how many are left, and who is one,
/// and so loses nothing in a project.
class owners {
public:
  owners(const plan::plan& plan, const model::organization& live) : live_(live) {
    for (const model::live_grant* g : model::owner_grants(live)) giving_.insert(g->principal_id);
    for (const plan::operation& op : plan.operations) {
      matter_ = matter_ || std::visit(*this, op.what);
      if (const auto* loss = std::get_if<plan::unassign_role>(&op.what)) told_.insert(loss->principal_id);
    }
    if (matter_) told_.merge(planner::owners_in(plan, live).before);
  }

  [[nodiscard]] bool matter() const { return matter_; }

  /// Whether `list` tells, as far as is known, of an owner, or of whoever may have become one.
  [[nodiscard]] bool are_told_by(const model::list_ref& list) const {
    switch (list.kind) {
    case model::list_kind::users: return true;
    case model::list_kind::group_members:
    case model::list_kind::group_roles: return giving_.contains(list.principal_id);
    case model::list_kind::user_roles: return told_.contains(list.principal_id);
    default: return false;
    }
  }

  bool operator()(const plan::unassign_role& what) const {
    const model::live_role* role = live_.role(what.role_id);
    const bool in_project = !what.project_id.empty() && what.kind == model::principal_kind::user;
    return in_project || (role && model::is_owner_role(*role));
  }
  bool operator()(const plan::remove_member& what) const { return giving_.contains(what.group_id); }
  bool operator()(const plan::delete_group& what) const { return giving_.contains(what.group_id); }
  bool operator()(const plan::leave_project& what) const { return what.kind == model::principal_kind::user; }
  bool operator()(const auto&) const { return false; }

private:
  const model::organization& live_;
  bool matter_ = false;
  std::set<std::string> giving_; ///< whoever holds the role of an owner, groups too
  std::set<std::string> told_;   ///< users whose own roles matter
};

} // namespace

std::vector<model::list_ref> lists_to_recheck(const plan::plan& plan, const model::organization& live,
                                              std::chrono::steady_clock::time_point now,
                                              std::chrono::steady_clock::duration age) {
  std::set<model::list_ref> out;
  for (model::list_ref& list : lists_rested_on(plan, live)) {
    if (now - live.read.at(list).at > age) out.insert(std::move(list));
  }
  const removals taken(plan);
  const owners known(plan, live);
  for (const auto& [list, read] : live.read) {
    const bool gaps = read.pages > 1 && taken.rest_on(list);
    const bool old = now - read.at > age;
    if (gaps || (old && known.matter() && known.are_told_by(list))) out.insert(list);
  }
  return {out.begin(), out.end()};
}

} // namespace rolecall::apply
