#pragma once

// The guard of `protect`: no deletion, rename, lost permission, member or grant of a protected thing. Inside
// the planner only.

#include "planner/changes.hpp"
#include "planner/make_plan.hpp"

namespace rolecall::planner {

void guard_protected(const comparison& changes, const model::desired& want, const model::organization& live,
                     const model::symbols& names, const options& choice, plan::plan& out);

} // namespace rolecall::planner
