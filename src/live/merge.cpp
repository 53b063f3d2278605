#include "live/merge.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace rolecall::live {
namespace {

using model::grant_source;
using model::list_kind;
using model::list_ref;
using model::organization;

/// Of two of one id the later word counts; but only some lists tell everything.
void put(std::vector<model::live_user>& into, std::vector<model::live_user> users, list_kind from) {
  const bool tells_all = from == list_kind::users || from == list_kind::users_by_email;
  for (model::live_user& user : users) {
    if (!tells_all) user.organization_role.clear(); // in a project it is the role there
    const auto known = std::ranges::lower_bound(into, user.id, {}, &model::live_user::id);
    if (known == into.end() || known->id != user.id || tells_all) continue;
    user.service_account = known->service_account;
    user.organization_role = known->organization_role;
    if (user.email.empty()) user.email = known->email;
  }
  std::ranges::move(into, std::back_inserter(users));
  std::ranges::stable_sort(users, {}, &model::live_user::id);
  const auto same = [](const model::live_user& a, const model::live_user& b) { return a.id == b.id; };
  users.erase(std::unique(users.begin(), users.end(), same), users.end());
  into = std::move(users);
}

/// Where one list of a scope replaces what an earlier reading of it gave.
struct merger {
  const list_ref& list;
  organization& live;
  std::vector<pending_grants>& pending;

  void operator()(std::vector<model::live_role> roles) const {
    const auto old =
        std::stable_partition(live.roles.begin(), live.roles.end(),
                              [&](const model::live_role& r) { return r.project_id != list.project_id; });
    for (auto before = old; before != live.roles.end(); ++before) bind_alias(*before, roles);
    live.roles.erase(old, live.roles.end());
    for (model::live_role& role : roles) {
      if (auto id = model::organization_of_role_id(role.id); id && !live.id) live.id = std::move(id);
      live.roles.push_back(std::move(role));
    }
  }
  /// Where a list that was read earlier named one of `listed` by the alias `before`.
  void bind_alias(const model::live_role& before, const std::vector<model::live_role>& listed) const {
    if (!before.predefined || std::ranges::count(listed, before.id, &model::live_role::id) > 0) return;
    const auto bound = std::ranges::find_if(listed, [&](const model::live_role& role) {
      return role.predefined && plain_name(role) == plain_name(before);
    });
    if (bound == listed.end()) return;
    for (model::live_grant& grant : live.grants) {
      if (grant.project_id == list.project_id && grant.role_id == before.id) grant.role_id = bound->id;
    }
  }
  void operator()(std::vector<model::live_group> groups) const { live.groups = std::move(groups); }
  void operator()(std::vector<model::live_project> projects) const { live.projects = std::move(projects); }
  void operator()(std::vector<model::live_user> users) const {
    std::vector<std::string> ids;
    ids.reserve(users.size());
    for (const model::live_user& user : users) ids.push_back(user.id);
    if (list.kind == list_kind::users_by_email && is_everybody(users)) {
      const list_ref all{list_kind::users, {}, {}};
      live.read[all] = live.read.at(list);
      live.members[all] = ids;
    }
    live.members[list] = std::move(ids);
    put(live.users, std::move(users), list.kind);
  }
  /// A server that does not know the filter answers with all users.
  [[nodiscard]] bool is_everybody(const std::vector<model::live_user>& users) const {
    return std::ranges::any_of(users, [&](const model::live_user& user) {
      return !std::ranges::binary_search(list.emails, user.email);
    });
  }
  void operator()(std::vector<model::live_invite> invites) const { live.invites = std::move(invites); }
  void operator()(std::vector<std::string> ids) const { live.members[list] = std::move(ids); }
  void operator()(std::vector<wire::assigned_role> roles) const {
    pending.push_back({list, std::move(roles)});
  }
};

/// Only users hold roles through others.
grant_source source_of(const wire::assigned_role& held, model::principal_kind of) {
  const bool group = of == model::principal_kind::group && held.source == grant_source::untold;
  return group ? grant_source::direct : held.source;
}

/// An alias names a role in every project, so the id alone does not tell it.
bool is_listed(const model::live_role& role, const organization& live) {
  const auto first = std::ranges::lower_bound(live.roles, role.id, {}, &model::live_role::id);
  const auto last = std::ranges::upper_bound(live.roles, role.id, {}, &model::live_role::id);
  return std::any_of(first, last, [&](const model::live_role& r) { return r.project_id == role.project_id; });
}

/// The bound id of a role that a principal's list names, perhaps by a short alias.
std::string bound_id(const wire::assigned_role& held, organization& live) {
  const model::live_role& role = held.role;
  if (is_listed(role, live)) return role.id;
  const std::string plain = plain_name(role);
  for (const model::live_role& known : live.roles) {
    const bool alias = role.predefined && known.predefined && known.project_id == role.project_id;
    if (alias && plain_name(known) == plain) return known.id;
  }
  live.roles.push_back(role);
  std::ranges::sort(live.roles, {}, &model::live_role::id);
  return role.id;
}

} // namespace

void merge(const list_ref& list, api::list_answer answer, std::chrono::steady_clock::time_point now,
           organization& live, std::vector<pending_grants>& pending) {
  live.read[list] = {answer.pages, now};
  std::visit(merger{list, live, pending}, std::move(answer.items));
  if (!live.id && answer.organization && answer.organization->starts_with("org-"))
    live.id = answer.organization;
}

void explain_by_groups(organization& live) {
  if (std::ranges::count(live.grants, grant_source::untold, &model::live_grant::source) == 0) return;
  std::set<std::tuple<std::string, std::string, std::string>> by_group; // project, role, user
  for (const model::live_grant& grant : live.grants) {
    if (grant.kind != model::principal_kind::group) continue;
    const auto members = live.members.find({list_kind::group_members, {}, grant.principal_id});
    if (members == live.members.end()) continue;
    for (const std::string& user : members->second) by_group.emplace(grant.project_id, grant.role_id, user);
  }
  for (model::live_grant& grant : live.grants) {
    const bool by_one = by_group.contains({grant.project_id, grant.role_id, grant.principal_id});
    if (grant.source == grant_source::untold && by_one) grant.source = grant_source::explained;
  }
}

void settle(std::vector<pending_grants> pending, organization& live) {
  live.sort();
  std::set<std::pair<std::string, std::string>> read_again;
  for (const pending_grants& of : pending) read_again.emplace(of.list.project_id, of.list.principal_id);
  std::erase_if(live.grants, [&](const model::live_grant& g) {
    return read_again.contains({g.project_id, g.principal_id});
  });
  for (const pending_grants& of : pending) {
    const model::principal_kind kind = model::holder_kind(of.list.kind).value();
    for (const wire::assigned_role& held : of.roles) {
      live.grants.push_back(
          {of.list.project_id, kind, of.list.principal_id, bound_id(held, live), source_of(held, kind)});
    }
  }
  explain_by_groups(live);
  std::ranges::sort(live.grants);
}

} // namespace rolecall::live
