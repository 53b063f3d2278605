#include "live/next_reads.hpp"

#include "live/guard_reads.hpp"
#include "live/loss_reads.hpp"
#include "live/owner_reads.hpp"
#include "live/unfolding.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::live {
namespace {

using model::list_kind;
using model::list_ref;
using model::principal_kind;
using model::rule;

void top(unfolding& r) {
  const bool confirmed = r.needed.need(list_kind::organization_roles);
  if (!confirmed && r.want.organization) return;
  if (r.want.needs_groups) r.needed.need(list_kind::groups);
  if (r.want.needs_projects) r.needed.need(list_kind::projects);
  // All of them are needed in the end: then nobody has to be looked for.
  if (r.want.user_grants == rule::authoritative) r.needed.need(list_kind::users);
}

void members(unfolding& r) {
  for (const auto& [group, applies] : r.want.members_of) {
    if (applies != rule::unmanaged && r.is_live(group)) r.needed.need_members(r.text(group));
  }
}

/// The roles of each principal that the policy gives roles to.
void named_principals(unfolding& r) {
  for (const auto& [where, applies] : r.want.grants_of) {
    const auto& [at, to] = where;
    if (applies != rule::unmanaged && r.is_live(to.key) && r.is_live(at.project))
      r.needed.need_grants(r.text(at.project), to.kind, r.text(to.key));
  }
}

/// The roles of a principal, if some of them may have to go.
void need_owned(unfolding& r, const std::string& project_id, principal_kind kind,
                const std::string& principal_id) {
  const model::scope at{r.names.find(project_id)};
  const model::principal to{kind, r.names.find(principal_id)};
  if (r.want.grant_rule(at, to) == rule::authoritative) r.needed.need_grants(project_id, kind, principal_id);
}

/// Authoritative at the organization: also those that no entry names.
void other_principals(unfolding& r) {
  if (r.want.group_grants == rule::authoritative) {
    for (const model::live_group& group : r.live.groups) need_owned(r, {}, principal_kind::group, group.id);
  }
  if (r.want.user_grants == rule::authoritative) {
    for (const std::string& user : r.live.listed({list_kind::users, {}, {}}))
      need_owned(r, {}, principal_kind::user, user);
  }
}

/// The groups or users listed in a project, then the roles of each.
void need_listed(unfolding& r, const std::string& project_id, principal_kind kind) {
  const bool group = kind == principal_kind::group;
  const list_ref listed{group ? list_kind::project_groups : list_kind::project_users, project_id, {}};
  if (!r.needed.need(listed)) return;
  for (const std::string& id : r.live.listed(listed)) {
    need_owned(r, project_id, kind, id);
    if (group) r.needed.need(list_kind::groups); // their names
  }
}

void in_project(unfolding& r, const model::wanted_project& project) {
  if (project.id.empty()) return; // it is to be created: nothing is in it
  if (project.uses_roles) r.needed.need(list_kind::project_roles, project.id);
  if (project.group_grants == rule::authoritative) need_listed(r, project.id, principal_kind::group);
  if (project.user_grants == rule::authoritative) need_listed(r, project.id, principal_kind::user);
}

/// What he holds through others does not tell that he is in the project.
bool holds_any(const unfolding& r, const list_ref& held, principal_kind kind) {
  const model::live_grant least{held.project_id, kind, held.principal_id, {}};
  const auto first = std::ranges::lower_bound(r.live.grants, least);
  const auto other = std::find_if(first, r.live.grants.end(), [&](const model::live_grant& g) {
    return g.project_id != held.project_id || g.kind != kind || g.principal_id != held.principal_id;
  });
  return std::any_of(first, other, [](const model::live_grant& g) {
    return g.source == model::grant_source::direct || g.source == model::grant_source::untold;
  });
}

/// A principal that holds nothing in a project yet: whether it is listed there decides how it gets its
/// first role.
void first_grants(unfolding& r) {
  for (const model::wanted_grant& wanted : r.want.grants) {
    const auto& [at, to, role] = wanted.what;
    if (at.is_organization() || !r.is_live(at.project) || !r.is_live(to.key)) continue;
    const list_ref held = model::grants_of(r.text(at.project), to.kind, r.text(to.key));
    const bool group = to.kind == principal_kind::group;
    if (r.live.has_read(held) && !holds_any(r, held, to.kind))
      r.needed.need(group ? list_kind::project_groups : list_kind::project_users, held.project_id);
  }
}

/// In one list for all; not again for those that were asked for.
void users_by_email(unfolding& r) {
  r.emails.insert(r.want.unknown_emails.begin(), r.want.unknown_emails.end());
  if (r.live.has_read({list_kind::users, {}, {}})) return;
  for (const auto& [list, read] : r.live.read) {
    for (const std::string& email : list.emails) r.emails.erase(email);
  }
  if (!r.emails.empty())
    r.needed.need({list_kind::users_by_email, {}, {}, {r.emails.begin(), r.emails.end()}});
}

} // namespace

std::vector<list_ref> next_reads(const model::desired& want, const model::organization& live,
                                 const model::symbols& names) {
  unfolding r(want, live, names);
  const needed_lists& needed = r.needed;
  top(r);
  if (needed.empty()) {
    members(r);
    named_principals(r);
    other_principals(r);
    for (const model::wanted_project& project : want.projects) in_project(r, project);
    first_grants(r);
    need_for_losses(r);
    need_for_ended_owners(r);
    need_for_all_owners(r);
  }
  // Who is named by e-mail may be shown by one of those lists: only who is not is looked for.
  if (needed.empty()) users_by_email(r);
  if (needed.empty()) need_for_departures(r); // who turned out to be an owner does not go
  if (needed.empty() && want.needs_invites) r.needed.need(list_kind::invites);
  if (needed.empty()) need_for_caller(r.lost, r.needed);
  if (needed.empty()) need_for_protected(r.lost, r.needed);
  return needed.all();
}

} // namespace rolecall::live
