#pragma once

// Plans and diagnostics that the tests of several formats show.

#include "base/diagnostic.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <string>
#include <vector>

namespace rolecall::sample {

model::address role(const std::string& name);
model::address group(const std::string& name);
model::address group_grant(const std::string& name, const std::string& role);
base::source_range at_line(int line, int column = 3);

/// Nothing to do.
plan::plan empty();
/// Every kind of operation, and something in every section.
plan::plan full();
/// `full()` with guards and unreadable lists taken out: it can be applied.
plan::plan applyable();
/// Every outcome.
plan::steps outcomes(const plan::plan& p);

/// Names that try to be something else: escape sequences, CI commands, Markdown, HTML, line ends.
const std::vector<std::string>& hostile_names();
/// `name` wherever foreign text can stand in a plan.
plan::plan hostile(const std::string& name);
plan::steps hostile_outcomes(const plan::plan& p, const std::string& name);
std::vector<base::diagnostic> hostile_diagnostics(const std::string& name);

std::vector<base::diagnostic> diagnostics();

} // namespace rolecall::sample
