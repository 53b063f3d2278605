#pragma once

// Diagnostics for a person at a terminal: place, what is wrong, the line itself with a mark under it, what to
// do.

#include "base/diagnostic.hpp"
#include "report/color.hpp"

#include <string>
#include <vector>

namespace rolecall::report {

/// All of them, one after the other; every foreign text escaped, and no output line begins with it.
std::string diagnostics_text(const std::vector<base::diagnostic>& all, color use);

} // namespace rolecall::report
