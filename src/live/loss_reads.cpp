#include "live/loss_reads.hpp"

#include "live/owner_reads.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rolecall::live {
namespace {

using model::list_kind;
using model::list_ref;
using model::principal_kind;

void need_all_holders(unfolding& r) {
  r.needed.need_all_group_holders({});
  if (!r.needed.need(list_kind::users)) return;
  for (const std::string& user : r.live.listed({list_kind::users, {}, {}}))
    r.needed.need_grants({}, principal_kind::user, user);
}

void need_project_holders(unfolding& r, const std::string& project_id) {
  r.needed.need_all_group_holders(project_id);
  r.needed.need(list_kind::groups); // their names
  const list_ref listed{list_kind::project_users, project_id, {}};
  if (!r.needed.need(listed)) return;
  for (const std::string& user : r.live.listed(listed))
    r.needed.need_grants(project_id, principal_kind::user, user);
}

void need_all_grants_of(unfolding& r, const std::string& group_id) {
  r.needed.need_members(group_id);
  r.needed.need_grants({}, principal_kind::group, group_id);
  if (!r.needed.need(list_kind::projects)) return;
  for (const model::live_project& project : r.live.projects) {
    if (!project.archived) r.needed.need_grants(project.id, principal_kind::group, group_id);
  }
}

/// What is to be deleted is deleted only if what hangs on it is known.
void holders_of_surplus(unfolding& r) {
  const std::vector<const model::live_role*> roles = surplus_roles(r.want, r.live, r.names);
  std::set<std::string> scopes;
  for (const model::live_role* role : roles) scopes.insert(role->project_id);
  for (const std::string& project_id : scopes)
    project_id.empty() ? need_all_holders(r) : need_project_holders(r, project_id);
  for (const model::live_role* role : roles) r.need_sources_of(role->project_id, role->id);
  for (const model::live_group* group : surplus_groups(r.want, r.live, r.names))
    need_all_grants_of(r, group->id);
}

/// Before a user loses what may be a group's: who holds it there, and who is in those groups. Before he
/// loses it in a project: whether he is an owner of the organization.
void sources_of_surplus(unfolding& r) {
  for (const model::live_grant* held : surplus_user_grants(r.want, r.live, r.names)) {
    if (is_doubtful(*held)) {
      r.needed.need_all_group_holders(held->project_id);
      r.need_sources_of(held->project_id, held->role_id);
    }
    if (!held->project_id.empty() && need_organization_role(r, held->principal_id)) need_owning_groups(r);
  }
}

/// Whether a group of his that holds the role loses it or him, as far as was read; asks for what would
/// tell.
bool may_lose(unfolding& r, const model::live_grant& held) {
  bool loses = false;
  for (const model::live_grant* g : r.holders_of(held.project_id, held.role_id)) {
    const list_ref members{list_kind::group_members, {}, g->principal_id};
    if (r.lost.goes(*g) && r.needed.need(members))
      loses = loses || std::ranges::count(r.live.listed(members), held.principal_id) > 0;
  }
  for (const std::string& group : r.left_by(held.principal_id)) {
    r.needed.need_grants(held.project_id, principal_kind::group, group);
    loses = loses || std::ranges::binary_search(
                         r.live.grants,
                         model::live_grant{held.project_id, principal_kind::group, group, held.role_id});
  }
  return loses;
}

/// A user holds what is wanted, and perhaps only through a group: where that ends he must hold it himself.
void sources_of_wanted(unfolding& r) {
  for (const model::live_grant& held : r.live.grants) {
    const bool users = held.kind == principal_kind::user && is_doubtful(held);
    if (!users || !r.is_wanted(r.grant_of(held)) || !may_lose(r, held)) continue;
    r.needed.need_all_group_holders(held.project_id);
    r.need_sources_of(held.project_id, held.role_id);
  }
}

/// Whether nothing is to be given to him in its place, and all of that is planned.
bool leaves(const unfolding& r, const model::live_grant& last) {
  const model::grant what = r.grant_of(last);
  const auto place = [](const model::wanted_grant& wanted) {
    return std::pair(wanted.what.at, wanted.what.to);
  };
  return !std::ranges::binary_search(r.want.grants, std::pair(what.at, what.to), {}, place) &&
         r.want.only.covers(r.want.principal_address(what.at, what.to));
}

} // namespace

void need_for_losses(unfolding& r) {
  holders_of_surplus(r);
  sources_of_surplus(r);
  sources_of_wanted(r);
}

void need_for_departures(unfolding& r) {
  std::map<std::pair<std::string, std::string>, int> left; // project and user: roles of his own that stay
  for (const model::live_grant& held : r.live.grants) {
    const bool own = held.kind == principal_kind::user && held.source != model::grant_source::inherited;
    if (own && !held.project_id.empty()) ++left[{held.project_id, held.principal_id}];
  }
  const auto surplus = surplus_user_grants(r.want, r.live, r.names);
  for (const model::live_grant* gone : surplus) --left[{gone->project_id, gone->principal_id}];
  std::set<std::string> projects;
  for (const model::live_grant* gone : surplus) {
    if (!gone->project_id.empty() && left.at({gone->project_id, gone->principal_id}) == 0 && leaves(r, *gone))
      projects.insert(gone->project_id);
  }
  for (const std::string& project_id : projects) r.need_givers(project_id);
}

} // namespace rolecall::live
