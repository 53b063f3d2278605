#pragma once

// Which key every role of every scope gets, which roles are declared where, and which of them projects share.

#include "exporter/outline.hpp"
#include "model/organization.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::exporter {

/// The roles of the organization, or of one project.
struct scope_roles {
  std::map<std::string, std::string> references; ///< how a grant names a role, by its id
  std::vector<role_entry> declared;              ///< by key
  std::vector<std::string> unnamed;              ///< names of custom roles that no policy can name
};

/// `granted`: ids of roles that somebody holds there; predefined ones are declared only if they need it.
scope_roles roles_in(const std::vector<const model::live_role*>& roles, bool organization,
                     const std::set<std::string>& granted);

/// Roles of one name that are the same in several projects, once, by key. Of several bodies the one that most
/// projects have; none that only one project has.
std::vector<role_entry> shared_roles(const std::vector<const scope_roles*>& projects);

/// What a project writes under `roles`: its own, and shared ones that nothing that is written grants there.
std::vector<role_entry> own_roles(const scope_roles& of, const std::vector<role_entry>& shared,
                                  const std::set<std::string>& granted_keys);

} // namespace rolecall::exporter
