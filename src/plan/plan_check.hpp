#pragma once

// What holds for every plan that the planner makes, and so must hold for one that was read. Inside this
// folder only.

#include "plan/plan.hpp"

#include <string>

namespace rolecall::plan {

/// The first thing that is wrong, as a sentence; empty: nothing. Checked: every index names an operation of
/// the plan, nothing waits for what does not come before it (so there is no cycle), and what an operation
/// needs the id of is made by one of the right kind that it waits for, a role where it is given.
std::string what_is_wrong(const plan& p);

} // namespace rolecall::plan
