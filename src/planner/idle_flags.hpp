#pragma once

// Flags that lift a guard from a thing by its name: a name with a slip of the pen lifts nothing.

#include "plan/plan.hpp"

#include <set>
#include <string>
#include <vector>

namespace rolecall::planner {

/// Adds to `out` a warning for each of `given`, the values of `flag`, that is none of `there`: that it "names
/// no ..." (what `missed` says), and which one was probably meant.
void warn_of_idle(const std::string& flag, const std::set<std::string>& given,
                  const std::vector<std::string>& there, const std::string& missed, plan::plan& out);

} // namespace rolecall::planner
