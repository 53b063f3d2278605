#pragma once

// What an organization comes to, by names: two of them that a policy was applied to can be compared although
// the ids of what was made differ.

#include "emulator/state.hpp"

#include <string>
#include <vector>

namespace rolecall::sim {

/// Roles, groups, members, grants, open invitations, projects; sorted lines. A user's `member` in a project
/// is left out: he may have been it in passing.
std::vector<std::string> picture_of(const emulator::state& org);

/// A line that only one of two sorted pictures has, in words; empty: they are equal.
std::string difference(const std::vector<std::string>& here, const std::vector<std::string>& there);

} // namespace rolecall::sim
