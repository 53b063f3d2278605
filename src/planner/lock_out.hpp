#pragma once

// The guard of who applies a plan, in words: the same when a plan is made and when a saved one is applied.

#include "plan/plan.hpp"

namespace rolecall::planner {

/// What the guard finds where `of` is who applies the plan.
plan::guard_result lock_out(const plan::ended_right& of);

} // namespace rolecall::planner
