#pragma once

// Diagnostics as GitLab's Code Quality report (artifacts: reports: codequality).

#include "base/diagnostic.hpp"

#include <string>
#include <vector>

namespace rolecall::report {

/// `all` as in_checkout() made them. An error is major, a warning minor. Indented, ends with a line end; `[]`
/// for none.
std::string diagnostics_codequality(const std::vector<base::diagnostic>& all);

} // namespace rolecall::report
