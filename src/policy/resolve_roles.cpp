#include "policy/resolve_roles.hpp"

#include "base/text.hpp"
#include "policy/predefined.hpp"

#include <algorithm>

namespace rolecall::policy {
namespace {

using base::quoted;
using model::address_part;
using model::list_kind;
using model::live_role;
using model::scope;
using model::symbol;

bool is_plain_project_role(const std::string& name) {
  return std::ranges::find(predefined_project_roles, name) != predefined_project_roles.end();
}

bool is_new(scope at, const std::string& project_id) { return !at.is_organization() && project_id.empty(); }

} // namespace

role_resolver::live_roles::live_roles(const std::vector<const live_role*>& by_id) {
  std::vector<candidate> every;
  std::vector<candidate> own;
  for (const live_role* role : by_id) {
    every.push_back({role->id, role->name});
    if (role->predefined)
      predefined.push_back(role);
    else
      own.push_back(every.back());
  }
  all = candidates(std::move(every));
  custom = candidates(std::move(own));
}

role_resolver::role_resolver(resolution& r) : r_(r) {
  std::map<std::string, std::vector<const live_role*>> by_project;
  for (const live_role& role : r.live.roles) by_project[role.project_id].push_back(&role);
  for (const auto& [project_id, roles] : by_project) live_.emplace(project_id, roles);
}

void role_resolver::organization_roles() {
  if (!r_.policy.roles || !r_.has_read({list_kind::organization_roles, {}, {}})) return;
  for (const model::role& role : *r_.policy.roles) {
    if (!want(model::organization_scope, "", role, role.name.at)) hold(r_.out.organization_roles);
  }
}

bool role_resolver::want(scope at, const std::string& project_id, const model::role& role,
                         const base::source_range& cause) {
  const live_roles& here = live_in(at, project_id);
  const identified found =
      identify(r_, at, "role", role.name, role.live, role.create ? here.custom : here.all);
  if (found.is == match::refused) return true;
  if (role.create) r_.refuse_excepted("role", r_.policy.except.roles, role.live.name.value_or(role.name));
  const bool missing = found.is == match::missing && !role.create;
  if (missing || found.is == match::blocked) {
    r_.block(r_.out.scope_address(at) / address_part{"role", {role.name.text, {}}}, cause,
             missing ? "no such role exists, and \"create: false\" says that others create it"
                     : "no role here has the id " + quoted(role.live.id->text));
    return false;
  }
  if (found.is == match::found && role.create)
    r_.refuse_excepted("role", r_.policy.except.roles, {r_.live.role(found.id)->name, role.name.at});
  const std::string& name = wanted_name(role.name, role.live);
  const symbol key = found.is == match::found ? r_.names.intern(found.id)
                                              : r_.new_thing("role", r_.names.text(at.project), name);
  if (found.is == match::found && role.create) r_.out.names.rename(key, name);
  model::wanted_role wanted{at, key, name, role.description, {}, role.create, cause};
  wanted.permissions.reserve(role.permissions.size());
  for (const model::permission& permission : role.permissions) wanted.permissions.push_back(permission.name);
  declared_[at].insert_or_assign(role.name.text, key);
  r_.out.roles.push_back(std::move(wanted));
  return true;
}

bool role_resolver::grant(scope at, const std::string& project_id, model::principal to,
                          const std::vector<model::written>& roles) {
  bool all = true;
  for (const model::written& role : roles) {
    if (const auto key = key_of(at, project_id, role.text)) {
      r_.out.grants.push_back({{at, to, *key}, role.at, {}});
      continue;
    }
    all = false;
    r_.block(r_.out.principal_address(at, to) / address_part{"grant", {role.text, {}}}, role.at,
             "the role " + quoted(role.text) + " does not exist here");
  }
  return all;
}

const model::role* role_resolver::shared(const std::string& name) const {
  const auto& all = r_.policy.project_roles;
  const auto at = std::ranges::lower_bound(
      all, name, {}, [](const model::role& r) -> const std::string& { return r.name.text; });
  return at != all.end() && at->name.text == name ? &*at : nullptr;
}

/// In a project that is to be created there are none.
const role_resolver::live_roles& role_resolver::live_in(scope at, const std::string& project_id) const {
  static const live_roles none({});
  const auto roles = is_new(at, project_id) ? live_.end() : live_.find(project_id);
  return roles == live_.end() ? none : roles->second;
}

/// A plain predefined role first, then what the policy declares.
std::optional<symbol> role_resolver::key_of(scope at, const std::string& project_id,
                                            const std::string& name) {
  if (is_new(at, project_id) && is_plain_project_role(name)) return predefined_of_new_project(at, name);
  if (model::is_predefined_name(name)) {
    for (const live_role* live : live_in(at, project_id).predefined) {
      if (model::plain_name(*live) == name) return r_.names.find(live->id);
    }
  }
  const auto here = declared_.find(at);
  if (here == declared_.end()) return std::nullopt;
  const auto known = here->second.find(name);
  return known == here->second.end() ? std::nullopt : std::optional(known->second);
}

/// Its id is not known before the project is there; requests take the short alias instead.
symbol role_resolver::predefined_of_new_project(scope at, const std::string& name) {
  const symbol key = r_.new_thing("role", r_.names.text(at.project), name);
  r_.out.aliases.emplace(key, "role-api-project-" + name);
  return key;
}

} // namespace rolecall::policy
