#pragma once

// Diagnostics as a JUnit report, which GitLab, Jenkins and others show as tests.

#include "report/code_host.hpp"

#include <span>
#include <string>
#include <vector>

namespace rolecall::report {

/// One test case for each of `all`, as in_checkout() made them, and a passing one for each of `checked`, the
/// paths of files that were read, that has none. An error is a failure. A warning does not make a policy
/// invalid, so its case passes, with the text as its output. Names are unique in a file and hold no line
/// numbers: a host that compares two runs finds the same case again.
std::string diagnostics_junit(const std::vector<base::diagnostic>& all,
                              const std::vector<std::string>& checked, std::span<const rule_about> rules);

} // namespace rolecall::report
