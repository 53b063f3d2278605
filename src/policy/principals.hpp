#pragma once

// Groups and users as they are declared, in the organization and where projects and templates name them.

#include "policy/reading.hpp"

namespace rolecall::policy {

void read_groups(const reading& r, const node& map, std::vector<model::group>& into);
void read_users(const reading& r, const node& map, std::vector<model::user>& into);

enum class who { groups, users };

/// The map from groups or users to the roles that they hold in a project.
void read_project_grants(const reading& r, const node& map, who of, std::vector<model::project_grants>& into);

} // namespace rolecall::policy
