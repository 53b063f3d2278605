#pragma once

// Roles as they are declared, in the organization, in project_roles and in a project.

#include "policy/reading.hpp"

namespace rolecall::policy {

/// Adds the roles of the map `roles` to `into`; `what` says which kind they are. Permissions stay as written.
void read_roles(const reading& r, const node& roles, body what, std::vector<model::role>& into);

} // namespace rolecall::policy
