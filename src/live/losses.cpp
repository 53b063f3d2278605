#include "live/losses.hpp"

#include <algorithm>

namespace rolecall::live {

using model::list_kind;
using model::live_grant;
using model::live_role;
using model::principal_kind;
using model::rule;

losses::losses(const model::desired& want, const model::organization& live, const model::symbols& names)
    : want_(want), live_(live), names_(names) {
  for (const model::live_group* group : model::surplus_groups(want, live, names)) doomed_.insert(group->id);
  for (const live_grant* gone : model::surplus_user_grants(want, live, names)) of_users_.insert(*gone);
  note_roles();
  note_members();
}

void losses::note_roles() {
  for (const live_role* role : model::surplus_roles(want_, live_, names_)) {
    deleted_.insert(role->id);
    after_[role->id] = {};
    shrinking_.push_back(role);
  }
  for (const model::wanted_role& wanted : want_.roles) {
    const live_role* role = wanted.create ? live_.role(names_.text(wanted.key)) : nullptr;
    if (!role || std::ranges::includes(wanted.permissions, role->permissions)) continue;
    after_[role->id] = wanted.permissions;
    shrinking_.push_back(role);
  }
}

void losses::note_members() {
  for (const auto& [group, applies] : want_.members_of) {
    const std::string& id = names_.text(group);
    const model::live_group* there = live_.group(id);
    const bool ours = there && there->owner == model::group_owner::organization;
    if (applies != rule::authoritative || !ours) continue;
    for (const std::string& user : live_.listed({list_kind::group_members, {}, id})) {
      const model::membership place{group, names_.find(user)};
      if (std::ranges::binary_search(want_.members, place, {}, &model::wanted_member::what)) continue;
      if (model::why_spared(user, want_, live_, names_) != model::spared::no) continue;
      if (want_.only.is_everything() || want_.only.covers(want_.member_address(place)))
        leaving_.emplace(user, id);
    }
  }
}

const std::vector<std::string>& losses::permissions_after(const live_role& role) const {
  const auto changed = after_.find(role.id);
  return changed == after_.end() ? role.permissions : changed->second;
}

bool losses::is_deleted(const live_role& role) const { return deleted_.contains(role.id); }

bool losses::goes(const live_grant& held) const {
  if (held.kind == principal_kind::user) return of_users_.contains(held);
  if (doomed_.contains(held.principal_id)) return true;
  const model::grant what = grant_of(held);
  return want_.grant_rule(what.at, what.to) == rule::authoritative &&
         !std::ranges::binary_search(want_.grants, what, {}, &model::wanted_grant::what) &&
         (want_.only.is_everything() || want_.only.covers(want_.grant_address(what)));
}

model::grant losses::grant_of(const live_grant& g) const {
  return {{names_.find(g.project_id)}, {g.kind, names_.find(g.principal_id)}, names_.find(g.role_id)};
}

} // namespace rolecall::live
