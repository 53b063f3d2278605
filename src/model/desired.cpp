#include "model/desired.hpp"

#include "model/owners.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

namespace rolecall::model {
namespace {

template <class Thing, class Key, class Projection>
const Thing* find_sorted(const std::vector<Thing>& things, const Key& key, Projection project) {
  const auto at = std::ranges::lower_bound(things, key, {}, project);
  return at != things.end() && std::invoke(project, *at) == key ? &*at : nullptr;
}

} // namespace

rule desired::grant_rule(scope at, principal to) const {
  if (!only.is_everything() && !only.reaches(principal_address(at, to), "grant")) return rule::unmanaged;
  if (const auto named = grants_of.find({at, to}); named != grants_of.end()) return named->second;
  const bool user = to.kind == principal_kind::user;
  if (at.is_organization()) {
    if (user) return user_grants;
    return excepted.contains(to.key) ? rule::unmanaged : group_grants;
  }
  const wanted_project* in = project(at.project);
  if (!in) return rule::unmanaged;
  return user ? in->user_grants : in->group_grants;
}

rule desired::member_rule(symbol group) const {
  const auto named = members_of.find(group);
  return named == members_of.end() ? rule::unmanaged : named->second;
}

rule desired::role_rule(const live_role& role, const symbols& known) const {
  if (role.project_id.empty()) return organization_roles;
  const wanted_project* in = project(known.find(role.project_id));
  return in ? in->roles : rule::unmanaged;
}

const wanted_role* desired::role(scope at, symbol key) const {
  return find_sorted(roles, std::pair(at, key), [](const wanted_role& r) { return std::pair(r.at, r.key); });
}
const wanted_group* desired::group(symbol key) const { return find_sorted(groups, key, &wanted_group::key); }
const wanted_project* desired::project(symbol key) const {
  return find_sorted(projects, key, &wanted_project::key);
}

address desired::scope_address(scope at) const {
  if (at.is_organization()) return {};
  return address() / address_part{"project", names.at(at.project)};
}
address desired::role_address(scope at, symbol role) const {
  return scope_address(at) / address_part{"role", names.at(role)};
}
address desired::principal_address(scope at, principal to) const {
  const std::string kind = to.kind == principal_kind::group ? "group" : "user";
  return scope_address(at) / address_part{kind, names.at(to.key)};
}
address desired::grant_address(const grant& what) const {
  return principal_address(what.at, what.to) / address_part{"grant", names.at(what.role)};
}
address desired::member_address(const membership& what) const {
  return principal_address({}, {principal_kind::group, what.group}) /
         address_part{"member", names.at(what.user)};
}

thing_name desired::user_name(symbol key, const std::string& id) const {
  const thing_name* known = names.find(key);
  return known ? *known : thing_name{id, {}};
}

std::string new_key(const std::string& kind, const std::string& scope_key, const std::string& name) {
  return "\n" + kind + "\n" + scope_key + "\n" + name;
}

bool is_live_key(const std::string& key) { return !key.starts_with('\n'); }

std::vector<const live_role*> surplus_roles(const desired& want, const organization& live,
                                            const symbols& names) {
  std::vector<const live_role*> out;
  for (const live_role& role : live.roles) {
    if (role.predefined) continue;
    if (want.role_rule(role, names) != rule::authoritative) continue;
    const scope at{names.find(role.project_id)};
    const symbol key = names.find(role.id);
    if (want.excepted.contains(key) || want.role(at, key)) continue;
    if (want.only.covers(want.role_address(at, key))) out.push_back(&role);
  }
  return out;
}

std::vector<const live_group*> surplus_groups(const desired& want, const organization& live,
                                              const symbols& names) {
  std::vector<const live_group*> out;
  if (want.all_groups != rule::authoritative) return out;
  for (const live_group& group : live.groups) {
    const symbol key = names.find(group.id);
    const bool removable = group.owner == group_owner::organization && !want.excepted.contains(key);
    if (!removable || want.group(key)) continue;
    if (want.only.covers(want.principal_address({}, {principal_kind::group, key}))) out.push_back(&group);
  }
  return out;
}

namespace {

bool is_role(const std::string& role_id, const organization& live, std::string_view plain) {
  const live_role* role = live.role(role_id);
  return role && role->predefined && plain_name(*role) == plain;
}

} // namespace

spared why_spared(const std::string& user_id, const desired& want, const organization& live,
                  const symbols& names) {
  if (want.named_users.contains(names.find(user_id))) return spared::no;
  const live_user* user = live.user(user_id);
  const bool account = !user || user->email.empty() || user->service_account;
  return account ? spared::unnamed_account : spared::no;
}

spared why_spared(const live_grant& held, const desired& want, const organization& live,
                  const symbols& names) {
  if (held.kind != principal_kind::user) return spared::no;
  if (held.project_id.empty() && is_role(held.role_id, live, "reader")) return spared::organization_reader;
  const bool owner = !held.project_id.empty() && is_owner(held.principal_id, live);
  if (owner && remains_owner(held.principal_id, want, live, names)) return spared::organization_owner;
  return why_spared(held.principal_id, want, live, names);
}

std::vector<const live_grant*> surplus_user_grants(const desired& want, const organization& live,
                                                   const symbols& names) {
  std::vector<const live_grant*> out;
  for (const live_grant& held : live.grants) {
    if (held.kind != principal_kind::user || held.source == grant_source::inherited) continue;
    const grant what{
        {names.find(held.project_id)}, {held.kind, names.find(held.principal_id)}, names.find(held.role_id)};
    if (want.grant_rule(what.at, what.to) != rule::authoritative) continue;
    if (std::ranges::binary_search(want.grants, what, {}, &wanted_grant::what)) continue;
    if (why_spared(held, want, live, names) != spared::no) continue;
    if (want.only.covers(want.grant_address(what))) out.push_back(&held);
  }
  return out;
}

} // namespace rolecall::model
