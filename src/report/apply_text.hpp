#pragma once

// What an apply did, for a person. Each operation is one line that begins with its outcome.

#include "plan/plan.hpp"
#include "plan/result.hpp"
#include "report/plan_text.hpp"

#include <string>
#include <string_view>

namespace rolecall::report {

/// "done", "FAILED": how the lines of an apply begin.
std::string_view outcome_word(plan::outcome is);

/// One operation: its line, and why it was not done indented under it. Also for live progress.
std::string step_line(const plan::operation& op, const plan::step& now, color use);

/// All operations, how many ended in which way, and what to do next.
std::string apply_text(const plan::plan& p, const plan::steps& outcomes, const text_options& choice);

} // namespace rolecall::report
