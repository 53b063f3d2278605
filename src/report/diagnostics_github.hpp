#pragma once

// Diagnostics as annotations of GitHub Actions: commands that a step prints.

#include "base/diagnostic.hpp"

#include <string>
#include <vector>

namespace rolecall::report {

/// One line for each of `all`, as in_checkout() made them; nothing for none. Foreign text in them can neither
/// end a command nor begin another.
std::string diagnostics_github(const std::vector<base::diagnostic>& all);

} // namespace rolecall::report
