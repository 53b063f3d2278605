#include "apply/rights.hpp"

#include "model/owners.hpp"

#include <algorithm>
#include <tuple>

namespace rolecall::apply {
namespace {

using model::principal_kind;

const std::vector<std::string>& members_of(const std::string& group_id, const model::organization& live) {
  return live.listed({model::list_kind::group_members, {}, group_id});
}

bool is_own(const model::live_grant& g) {
  return g.project_id.empty() && g.source != model::grant_source::inherited;
}

bool administer(const std::vector<std::string>& permissions) {
  model::live_role role;
  role.permissions = permissions;
  return model::administers(role);
}

} // namespace

taken_rights::taken_rights(const plan::plan& p, const model::organization& live) : live_(live) {
  for (const plan::operation& op : p.operations)
    std::visit([this](const auto& what) { take(what); }, op.what);
}

std::vector<const model::live_grant*> taken_rights::left_to(const std::string& user_id) const {
  std::vector<const model::live_grant*> out;
  for (const model::live_grant& g : live_.grants) {
    if (!is_own(g) || grants_.contains(&g) || !administers(g.role_id)) continue;
    const bool in_group = g.kind == principal_kind::group &&
                          std::ranges::count(members_of(g.principal_id, live_), user_id) > 0 &&
                          !memberships_.contains({g.principal_id, user_id});
    if (in_group || (g.kind == principal_kind::user && g.principal_id == user_id)) out.push_back(&g);
  }
  return out;
}

bool taken_rights::administers(const std::string& role_id) const {
  const model::live_role* role = live_.role(role_id);
  return role && model::administers(*role);
}

/// In the organization.
std::span<const model::live_grant> taken_rights::held_by(principal_kind kind,
                                                         const std::string& principal_id) const {
  const auto place = [](const model::live_grant& g) {
    return std::tie(g.project_id, g.kind, g.principal_id);
  };
  const std::string organization;
  const auto wanted = std::tie(organization, kind, principal_id);
  const auto first = std::ranges::lower_bound(live_.grants, wanted, {}, place);
  return {first, std::ranges::upper_bound(first, live_.grants.end(), wanted, {}, place)};
}

void taken_rights::end(const model::live_grant& g) {
  grants_.insert(&g);
  if (g.kind == principal_kind::user) {
    persons_.insert(g.principal_id);
    return;
  }
  groups_.insert(g.principal_id);
  const auto& members = members_of(g.principal_id, live_);
  persons_.insert(members.begin(), members.end());
}

void taken_rights::end_role(const std::string& role_id) {
  roles_.insert(role_id);
  for (const model::live_grant& g : live_.grants) {
    if (is_own(g) && g.role_id == role_id) end(g);
  }
}

void taken_rights::take(const plan::unassign_role& what) {
  if (!what.project_id.empty() || !administers(what.role_id)) return;
  for (const model::live_grant& g : held_by(what.kind, what.principal_id)) {
    if (is_own(g) && g.role_id == what.role_id) end(g);
  }
}

void taken_rights::take(const plan::remove_member& what) {
  for (const model::live_grant& g : held_by(principal_kind::group, what.group_id)) {
    if (!is_own(g) || !administers(g.role_id)) continue;
    persons_.insert(what.user_id);
    memberships_.insert({what.group_id, what.user_id});
  }
}

void taken_rights::take(const plan::delete_group& what) {
  for (const model::live_grant& g : held_by(principal_kind::group, what.group_id)) {
    if (is_own(g) && administers(g.role_id)) end(g);
  }
}

void taken_rights::take(const plan::delete_role& what) {
  if (what.project_id.empty() && administers(what.role_id)) end_role(what.role_id);
}

void taken_rights::take(const plan::update_role& what) {
  const bool less = administer(what.before.permissions) && !administer(what.after.permissions);
  if (what.project_id.empty() && less) end_role(what.role_id);
}

} // namespace rolecall::apply
