#pragma once

// The read plan of everything: which lists make an organization whole, as far as those already read name
// them.

#include "model/organization.hpp"

#include <vector>

namespace rolecall::live {

/// The lists that are next: roles, groups, projects, users and invitations; then what each group, user and
/// active project has; then what each group and user listed in a project holds there. Lists already read, and
/// those that could not be, are not named again; nothing left to read: empty. Archived projects are left out.
std::vector<model::list_ref> next_full_reads(const model::organization& live);

} // namespace rolecall::live
