#pragma once

// Flags that lift a guard from a thing by its name: a name with a slip of the pen lifts nothing.

#include <set>
#include <string>
#include <vector>

namespace rolecall::planner {

/// A warning for each of `given`, the values of `flag`, that is none of `there`: that it "names no ..." (what
/// `missed` says), and which one was probably meant.
std::vector<std::string> idle_values(const std::string& flag, const std::set<std::string>& given,
                                     const std::vector<std::string>& there, const std::string& missed);

} // namespace rolecall::planner
