#include "planner/comparing.hpp"
#include "planner/sorting.hpp"

#include <algorithm>

// Projects, invitations, roles and groups: what is to be made, changed, renamed, deleted.

namespace rolecall::planner {
namespace {

using model::principal;
using model::principal_kind;
using model::rule;
using model::scope;
using model::symbol;

void want_role(comparing& c, const model::wanted_role& role) {
  const model::live_role* live = c.live.role(c.text(role.key));
  const model::address at = c.want.role_address(role.at, role.key);
  const std::string& scope_key = c.text(role.at.project);
  plan::role_body after{role.description, role.permissions};
  c.out.after.roles[role.key] = role.permissions;
  if (!live) {
    draft& d =
        c.add(at, plan::create_role{c.target_of(role.at.project), role.name, std::move(after)}, role.cause);
    d.at = role.at;
    d.role = role.key;
    d.takes = name_key("role", scope_key, role.name);
    return;
  }
  const bool described = !role.description || *role.description == live->description.value_or("");
  const bool named = role.name == live->name;
  if (described && named && role.permissions == live->permissions) return;
  if (described) after.description.reset();
  plan::role_body before{live->description, live->permissions};
  draft& d =
      c.add(at,
            plan::update_role{
                live->project_id, live->id, {live->name, role.name}, std::move(before), std::move(after)},
            role.cause);
  d.at = role.at;
  d.role = role.key;
  if (named) return;
  d.op.previous = c.want.scope_address(role.at) / model::address_part{"role", {live->name, {}}};
  d.frees = name_key("role", scope_key, live->name);
  d.takes = name_key("role", scope_key, role.name);
}

void delete_role(comparing& c, const model::live_role& role) {
  const symbol k = c.key(role.id);
  const scope at = c.scope_of(role.project_id);
  plan::role_body before{role.description, role.permissions};
  draft& d =
      c.add(c.want.role_address(at, k), plan::delete_role{role.project_id, role.id, std::move(before)});
  d.at = at;
  d.role = k;
  d.frees = name_key("role", role.project_id, role.name);
  c.doomed_roles.insert(k);
}

void keep_roles(comparing& c) {
  for (const model::live_role& role : c.live.roles) {
    const scope at = c.scope_of(role.project_id);
    const rule applies = c.want.role_rule(role, c.names);
    const symbol k = c.key(role.id);
    if (role.predefined || c.want.excepted.contains(k) || c.want.role(at, k)) continue;
    if (applies == rule::additive || applies == rule::held)
      c.keep(c.want.role_address(at, k), reason_of(applies));
  }
}

void want_group(comparing& c, const model::wanted_group& group) {
  const model::live_group* live = c.live.group(c.text(group.key));
  const principal to{principal_kind::group, group.key};
  const model::address at = c.want.principal_address({}, to);
  if (live && live->name == group.name) return;
  if (live && live->owner != model::group_owner::organization) {
    c.out.waiting.push_back(
        {at, "others manage this group: rename it in the identity provider", group.cause});
    return;
  }
  draft& d = live ? c.add(at, plan::rename_group{live->id, {live->name, group.name}}, group.cause)
                  : c.add(at, plan::create_group{group.name}, group.cause);
  d.to = to;
  d.takes = name_key("group", "", group.name);
  if (!live) return;
  d.op.previous = model::address() / model::address_part{"group", {live->name, {}}};
  d.frees = name_key("group", "", live->name);
}

void delete_group(comparing& c, const model::live_group& group) {
  const principal to{principal_kind::group, c.key(group.id)};
  plan::delete_group what{group.id, {}};
  for (const model::grant& g : c.out.before.grants) {
    if (g.to == to) what.cascades.push_back(c.want.grant_address(g));
  }
  for (const symbol user : c.out.before.members_of(to.key))
    what.cascades.push_back(c.want.member_address({to.key, user}));
  sort_by(what.cascades, [](const model::address& gone) { return gone.text(); });
  draft& d = c.add(c.want.principal_address({}, to), std::move(what));
  d.to = to;
  d.frees = name_key("group", "", group.name);
  c.doomed_groups.insert(to.key);
}

plan::keep_reason why_kept(model::group_owner owner, rule applies) {
  switch (owner) {
  case model::group_owner::organization: break;
  case model::group_owner::identity_provider: return plan::keep_reason::identity_provider;
  case model::group_owner::tenant: return plan::keep_reason::tenant;
  case model::group_owner::unknown: return plan::keep_reason::unknown_owner;
  }
  return reason_of(applies);
}

void keep_groups(comparing& c) {
  if (c.want.all_groups == rule::unmanaged) return;
  for (const model::live_group& group : c.live.groups) {
    const symbol k = c.key(group.id);
    const model::address at = c.want.principal_address({}, {principal_kind::group, k});
    if (c.want.group(k) || c.want.excepted.contains(k) || c.doomed_groups.contains(k)) continue;
    if (c.want.only.covers(at)) c.keep(at, why_kept(group.owner, c.want.all_groups));
  }
}

} // namespace

void compare_projects(comparing& c) {
  for (const model::wanted_project& project : c.want.projects) {
    if (!project.id.empty()) continue;
    const scope at{project.key};
    draft& d = c.add(c.want.scope_address(at), plan::create_project{project.name}, project.cause);
    d.at = at;
  }
}

void compare_invites(comparing& c) {
  for (const model::wanted_invite& invite : c.want.invites) {
    const model::address at = model::address() / model::address_part{"user", {invite.email, {}}};
    c.add(at, plan::invite_user{invite.email, invite.expired_id}, invite.cause);
  }
}

void compare_roles(comparing& c) {
  for (const model::wanted_role& role : c.want.roles) {
    if (role.create) want_role(c, role);
  }
  for (const model::live_role* role : model::surplus_roles(c.want, c.live, c.names)) delete_role(c, *role);
  keep_roles(c);
}

void compare_groups(comparing& c) {
  for (const model::wanted_group& group : c.want.groups) {
    if (group.create) want_group(c, group);
  }
  for (const model::live_group* group : model::surplus_groups(c.want, c.live, c.names))
    delete_group(c, *group);
  keep_groups(c);
}

} // namespace rolecall::planner
