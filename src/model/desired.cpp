#include "model/desired.hpp"

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
  if (const auto named = grants_of.find({at, to}); named != grants_of.end()) return named->second;
  if (to.kind == principal_kind::user) return rule::unmanaged; // owned only where the policy names them
  if (at.is_organization()) return excepted.contains(to.key) ? rule::unmanaged : organization_grants;
  const wanted_project* in = project(at.project);
  return in ? in->grants : rule::unmanaged;
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

thing_name desired::user_name(symbol key, const std::string& id) const {
  const auto known = names.find(key);
  return known == names.end() ? thing_name{id, {}} : known->second;
}

std::string new_key(const std::string& project_key, const std::string& name) {
  return "\n" + project_key + "\n" + name;
}

std::vector<const live_role*> surplus_roles(const desired& want, const organization& live,
                                            const symbols& names) {
  std::vector<const live_role*> out;
  for (const live_role& role : live.roles) {
    const scope at{names.find(role.project_id)};
    const symbol key = names.find(role.id);
    const bool ours = want.role_rule(role, names) == rule::authoritative && !want.excepted.contains(key);
    if (ours && !role.predefined && !want.role(at, key)) out.push_back(&role);
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
    if (removable && !want.group(key)) out.push_back(&group);
  }
  return out;
}

} // namespace rolecall::model
