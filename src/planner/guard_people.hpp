#pragma once

// The guards of owners and of who applies a plan. Inside the planner only.

#include "model/desired.hpp"
#include "planner/make_plan.hpp"

namespace rolecall::planner {

/// `min_owners`, judged for a plan that lowers the number of owners, at its worst point.
void guard_owners(const model::desired& want, const model::organization& live, const options& choice,
                  plan::plan& out);

/// Who applies the plan stays an administrator, unless he is named by --lock-out. Who else does not stay one
/// is put into the plan: he may be who applies it later.
void guard_caller(const model::organization& live, const options& choice, plan::plan& out);

} // namespace rolecall::planner
