#pragma once

// Who holds certain organization roles, himself or through a group, while a plan is carried out. As far as
// was read: who is told to be an owner, and is in no group that makes him one, is one himself.

#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace rolecall::planner {

/// Distinct users and service accounts, by id.
struct standing {
  std::set<std::string> before;
  std::set<std::string> worst; ///< with all removals, and only the additions that come before them
  std::set<std::string> after;
};

/// Of the predefined role `owner`.
standing owners_in(const plan::plan& p, const model::organization& live);

/// Without service accounts: those that the list of all users tells, and what it does not show.
standing people_of(standing all, const model::organization& live);

/// Of whatever lets a person administer the organization: `owner`, and roles with a permission to manage it.
standing administrators_in(const plan::plan& p, const model::organization& live);

/// The operation, by index, after which `user_id` is no administrator any more, in the order of the plan and
/// as far as only early additions help him.
std::optional<std::size_t> end_of_rights(const plan::plan& p, const model::organization& live,
                                         const std::string& user_id);

/// Whether an administrator could lose his standing by the plan: only then it matters who applies it.
bool touches_administrators(const plan::plan& p, const model::organization& live);

} // namespace rolecall::planner
