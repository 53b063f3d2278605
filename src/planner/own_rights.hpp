#pragma once

// Last step of the planner: what ends the rights of who applies the plan goes last.

#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <string>

namespace rolecall::planner {

/// Moves the operation after which `caller`, a user's id, is no administrator any more behind all others, and
/// makes it wait for them. Where another must wait for it, it stays, with a warning.
void end_own_rights_last(plan::plan& p, const model::organization& live, const std::string& caller);

} // namespace rolecall::planner
