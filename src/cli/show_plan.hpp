#pragma once

// Steps that plan and apply share.

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/policy_input.hpp"
#include "plan/plan.hpp"
#include "report/plan_text.hpp"

#include <string>
#include <vector>

namespace rolecall::cli {

/// The plan in the shape that --format names.
std::string plan_as(const options& chosen, const plan::plan& made);

/// How plans are written as text on stdout.
report::text_options text_choice(const options& chosen);

/// What stands against the plan, as an exit code; ok if nothing does.
exit_code code_of(const plan::plan& made);

/// Shows why no plan can be made of this policy in this organization.
exit_code show_problems(const options& chosen, const policy_input& input, std::vector<base::diagnostic> problems);

} // namespace rolecall::cli
