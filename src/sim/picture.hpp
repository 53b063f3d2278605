#pragma once

// What an organization comes to, by names: two of them that a policy was applied to can be compared although
// the ids of what was made differ.

#include "emulator/state.hpp"

#include <string>
#include <vector>

namespace rolecall::sim {

/// Roles, groups, members, grants, open invitations, projects; sorted lines. Left out is what depends on the
/// way: a user's `member` in a project, which he may be in passing; his `reader`, which may take the place of
/// `owner`; what a group of his gives as well, since lists may not tell whose it is; and what owners of the
/// organization hold in projects, where they are left alone.
std::vector<std::string> picture_of(const emulator::state& org);

/// A line that only one of two sorted pictures has, in words; empty: they are equal.
std::string difference(const std::vector<std::string>& here, const std::vector<std::string>& there);

} // namespace rolecall::sim
