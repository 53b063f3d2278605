#include "live/owner_reads.hpp"

#include "model/owners.hpp"

#include <algorithm>

namespace rolecall::live {
namespace {

using model::list_kind;
using model::list_ref;
using model::principal_kind;
using model::rule;
using model::symbol;

bool is_settled(const model::organization& live, const list_ref& list) {
  return live.has_read(list) || live.unreadable.contains(list);
}

void need_future_owning_groups(unfolding& r) {
  for (const model::live_role& role : r.live.roles) {
    if (!model::is_owner_role(role)) continue;
    for (const symbol group : r.future_holders_of({}, role.id)) r.needed.need_members(r.text(group));
  }
}

void end_of_ownership(unfolding& r, const std::string& user) {
  for (const std::string& group : r.left_by(user)) r.needed.need_grants({}, principal_kind::group, group);
  for (const model::live_role& role : r.live.roles) {
    if (!model::is_owner_role(role)) continue;
    for (const model::live_grant* g : r.holders_of({}, role.id)) {
      if (r.lost.goes(*g)) r.needed.need_members(g->principal_id);
    }
  }
  if (model::remains_owner(user, r.want, r.live, r.names)) return;
  r.needed.need_grants({}, principal_kind::user, user);
  need_owning_groups(r);
  need_future_owning_groups(r);
}

/// Who is told to be an owner, and is in a group that makes him one: whether he is one himself too is told
/// by what he holds.
std::set<std::string> owners_of_two_kinds(const unfolding& r) {
  std::set<std::string> out;
  for (const model::live_role& role : r.live.roles) {
    if (!model::is_owner_role(role)) continue;
    for (const model::live_grant* g : r.holders_of({}, role.id)) {
      for (const std::string& user : r.live.listed({list_kind::group_members, {}, g->principal_id})) {
        const model::live_user* told = r.live.user(user);
        if (told && told->organization_role == "owner") out.insert(user);
      }
    }
  }
  return out;
}

/// Ids of groups that lose a member.
std::set<std::string> groups_left(const unfolding& r) {
  std::set<std::string> out;
  for (const auto& [user, group] : r.lost.leaving()) out.insert(group);
  return out;
}

bool may_end_owners(unfolding& r) {
  const auto is_owner = [&](const model::live_grant& g) {
    const model::live_role* role = r.live.role(g.role_id);
    return g.project_id.empty() && role && model::is_owner_role(*role);
  };
  for (const model::live_grant* gone : surplus_user_grants(r.want, r.live, r.names)) {
    if (is_owner(*gone)) return true;
  }
  const std::set<std::string> left = groups_left(r);
  for (const std::string& group : left) r.needed.need_grants({}, principal_kind::group, group);
  return std::ranges::any_of(r.live.grants, [&](const model::live_grant& g) {
    const bool group = g.kind == principal_kind::group && is_owner(g);
    return group && (r.lost.goes(g) || left.contains(g.principal_id));
  });
}

} // namespace

bool need_organization_role(unfolding& r, const std::string& user_id) {
  const model::live_user* user = r.live.user(user_id);
  if (user && !user->organization_role.empty()) return true;
  if (!user || user->email.empty()) {
    r.needed.need(list_kind::users);
    if (!is_settled(r.live, {list_kind::users, {}, {}})) return false;
  } else if (!was_asked_for(user->email, r.live)) {
    r.emails.insert(user->email);
    return false;
  }
  r.needed.need_grants({}, principal_kind::user, user_id);
  return true;
}

void need_owning_groups(unfolding& r) {
  r.needed.need_all_group_holders({});
  for (const model::live_role& role : r.live.roles) {
    if (!model::is_owner_role(role)) continue;
    for (const model::live_grant* g : r.holders_of({}, role.id)) r.needed.need_members(g->principal_id);
  }
}

void need_for_ended_owners(unfolding& r) {
  std::set<std::string> owners;
  for (const model::live_grant& held : r.live.grants) {
    const model::grant what = r.grant_of(held);
    const bool in_project = held.kind == principal_kind::user && !held.project_id.empty();
    if (!in_project || held.source == model::grant_source::inherited) continue;
    if (r.want.grant_rule(what.at, what.to) != rule::authoritative) continue;
    if (!r.is_wanted(what) && model::is_owner(held.principal_id, r.live)) owners.insert(held.principal_id);
  }
  for (const std::string& user : owners) end_of_ownership(r, user);
}

void need_for_all_owners(unfolding& r) {
  if (!may_end_owners(r)) return;
  r.needed.need(list_kind::users);
  need_owning_groups(r);
  need_future_owning_groups(r);
  for (const std::string& user : owners_of_two_kinds(r)) r.needed.need_grants({}, principal_kind::user, user);
}

} // namespace rolecall::live
