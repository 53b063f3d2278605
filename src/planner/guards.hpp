#pragma once

// Third step of the planner: what must stop a plan before its first write, with the numbers and the flag that
// lifts it.

#include "planner/changes.hpp"
#include "planner/make_plan.hpp"

namespace rolecall::planner {

/// Adds a result for every guard that has something to say about `out.operations`.
void guard(const comparison& changes, const model::desired& want, const model::organization& live,
           const model::symbols& names, const options& choice, plan::plan& out);

/// The first three, in order, and that there are more.
std::string some_of(std::vector<std::string> addresses);

} // namespace rolecall::planner
