#include "live/snapshot_answers.hpp"

#include "live/merge.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>

namespace rolecall::live {
namespace {

using model::list_kind;
using model::list_ref;
using model::organization;
using model::principal_kind;

const list_ref all_users{list_kind::users, {}, {}, {}};

std::vector<model::live_role> roles_of(const std::string& project_id, const organization& whole) {
  std::vector<model::live_role> out;
  std::ranges::copy_if(whole.roles, std::back_inserter(out),
                       [&](const model::live_role& role) { return role.project_id == project_id; });
  return out;
}

std::vector<model::live_user> users_of(const list_ref& list, const organization& whole) {
  std::vector<model::live_user> out;
  for (const std::string& id : whole.listed(list)) {
    if (const model::live_user* user = whole.user(id)) out.push_back(*user);
  }
  const bool tells_all = list.kind == list_kind::users || list.kind == list_kind::users_by_email;
  for (model::live_user& user : out) user.service_account = user.service_account && tells_all;
  return out;
}

std::vector<model::live_user> users_with(const std::vector<std::string>& emails, const organization& whole) {
  const list_ref asked{list_kind::users_by_email, {}, {}, emails};
  if (whole.has_read(asked)) return users_of(asked, whole);
  std::vector<model::live_user> out = users_of(all_users, whole);
  std::erase_if(
      out, [&](const model::live_user& user) { return !std::ranges::binary_search(emails, user.email); });
  return out;
}

/// The role of that scope: an id that is no bound one can be in several. Nothing where it is not known.
const model::live_role* role_of(const model::live_grant& g, const organization& whole) {
  const auto first = std::ranges::lower_bound(whole.roles, g.role_id, {}, &model::live_role::id);
  const auto found = std::find_if(first, whole.roles.end(), [&](const model::live_role& role) {
    return role.id == g.role_id && role.project_id == g.project_id;
  });
  return found == whole.roles.end() ? nullptr : &*found;
}

/// What the principal that `list` is about holds in its scope.
std::span<const model::live_grant> grants_in(const list_ref& list, const organization& whole) {
  const principal_kind kind = model::holder_kind(list.kind).value();
  const auto first =
      std::ranges::lower_bound(whole.grants, model::live_grant{list.project_id, kind, list.principal_id, {}});
  const auto last = std::find_if(first, whole.grants.end(), [&](const model::live_grant& g) {
    return g.project_id != list.project_id || g.kind != kind || g.principal_id != list.principal_id;
  });
  return {first, last};
}

std::vector<wire::assigned_role> roles_held(const list_ref& list, const organization& whole) {
  std::vector<wire::assigned_role> out;
  for (const model::live_grant& g : grants_in(list, whole)) {
    // What explains a grant is found among what is read.
    const bool explained = g.source == model::grant_source::explained;
    out.push_back({*role_of(g, whole), explained ? model::grant_source::untold : g.source});
  }
  return out;
}

/// The list that tells who is in the project whose grants `list` is about.
std::optional<list_ref> membership_of(const list_ref& list) {
  if (list.kind == list_kind::project_group_roles)
    return list_ref{list_kind::project_groups, list.project_id, {}, {}};
  if (list.kind == list_kind::project_user_roles)
    return list_ref{list_kind::project_users, list.project_id, {}, {}};
  return std::nullopt;
}

bool has(const list_ref& list, const organization& whole) {
  if (whole.has_read(list)) return true;
  if (list.kind == list_kind::users_by_email) return whole.has_read(all_users);
  const auto membership = membership_of(list);
  return membership && whole.has_read(*membership) &&
         std::ranges::count(whole.listed(*membership), list.principal_id) == 0;
}

} // namespace

api::list_answer answer(const list_ref& list, const organization& whole) {
  api::list_answer out;
  out.pages = 1;
  out.organization = whole.id;
  switch (list.kind) {
  case list_kind::organization_roles:
  case list_kind::project_roles: out.items = roles_of(list.project_id, whole); break;
  case list_kind::groups: out.items = whole.groups; break;
  case list_kind::projects: out.items = whole.projects; break;
  case list_kind::users_by_email: out.items = users_with(list.emails, whole); break;
  case list_kind::users:
  case list_kind::project_users:
  case list_kind::group_members: out.items = users_of(list, whole); break;
  case list_kind::invites: out.items = whole.invites; break;
  case list_kind::project_groups: out.items = whole.listed(list); break;
  case list_kind::group_roles:
  case list_kind::user_roles:
  case list_kind::project_group_roles:
  case list_kind::project_user_roles: out.items = roles_held(list, whole); break;
  }
  return out;
}

bool can_answer(const list_ref& list, const organization& whole) {
  if (!model::holder_kind(list.kind)) return true;
  return std::ranges::all_of(grants_in(list, whole),
                             [&](const model::live_grant& g) { return role_of(g, whole) != nullptr; });
}

std::vector<list_ref> read_from(const organization& snapshot, const std::vector<list_ref>& lists,
                                organization& live) {
  std::vector<list_ref> missing;
  std::vector<pending_grants> pending;
  for (const list_ref& list : lists) {
    if (has(list, snapshot))
      merge(list, answer(list, snapshot), {}, live, pending);
    else if (list.kind == list_kind::user_roles && snapshot.is_nobody(list.principal_id))
      live.unheard_of.insert(list.principal_id);
    else
      missing.push_back(list);
  }
  settle(std::move(pending), live);
  return missing;
}

} // namespace rolecall::live
