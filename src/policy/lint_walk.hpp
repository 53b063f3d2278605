#pragma once

// Ways through a policy that several checks take.

#include "model/policy.hpp"
#include "policy/live_names.hpp"
#include "policy/permissions.hpp"
#include "policy/subject.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rolecall::policy {

/// The entries of a list, none where it is not written.
template <class T>
std::span<const T> entries_of(const std::optional<std::vector<T>>& list) {
  if (!list) return {};
  return *list;
}

/// Calls see(subject, role, where roles of its kind work) for each role that is declared.
template <class See>
void each_role(const model::policy& of, See see) {
  for (const model::role& r : entries_of(of.roles))
    see(subject{nullptr, "role", r.name.text}, r, works_in::organization);
  for (const model::role& r : of.project_roles)
    see(subject{nullptr, "project_role", r.name.text}, r, works_in::projects);
  for (const model::project& p : of.projects) {
    const subject project{nullptr, "project", p.key.text};
    for (const model::role& r : entries_of(p.roles))
      see(subject{&project, "role", r.name.text}, r, works_in::projects);
  }
}

/// Calls see(grants) for what each group and user holds in a project or template.
template <class Scope, class See>
void each_grants(const Scope& of, See see) {
  for (const model::project_grants& g : entries_of(of.groups)) see(g);
  for (const model::project_grants& g : entries_of(of.users)) see(g);
}

/// Whether the template is for that project, as far as the policy tells its live name.
inline bool matches(const model::project_template& t, const model::project& p) {
  const std::string& name = p.name ? p.name->text : p.key.text;
  return matches_any(t.match, name) && !matches_any(t.except, name);
}

/// Null if no role has the name. `roles` are in order of names.
inline const model::role* find_role(std::span<const model::role> roles, std::string_view name) {
  const auto by_name = [](const model::role& r) -> std::string_view { return r.name.text; };
  const auto found = std::ranges::lower_bound(roles, name, {}, by_name);
  return found != roles.end() && found->name.text == name ? &*found : nullptr;
}

} // namespace rolecall::policy
