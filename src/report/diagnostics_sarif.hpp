#pragma once

// Diagnostics as SARIF 2.1.0, which GitHub code scanning, Azure DevOps and editors read.

#include "report/code_host.hpp"

#include <span>
#include <string>
#include <vector>

namespace rolecall::report {

/// `all` as in_checkout() made them; `rules` are listed whether they are broken or not. Indented, ends with a
/// line end.
std::string diagnostics_sarif(const std::vector<base::diagnostic>& all, std::span<const rule_about> rules);

} // namespace rolecall::report
