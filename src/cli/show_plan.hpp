#pragma once

// Steps that plan and apply share.

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/policy_input.hpp"
#include "cli/session.hpp"
#include "cli/survey.hpp"
#include "plan/plan.hpp"
#include "report/plan_text.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace rolecall::cli {

/// The plan that `seen` comes to, with what it must know to be applied later.
plan::plan savable_plan(const survey& seen, const options& chosen, const policy_input& input);

/// The plan in the shape that --format names.
std::string plan_as(const options& chosen, const plan::plan& made);

/// How plans are written as text on stdout.
report::text_options text_choice(const options& chosen, const plan::plan& made);

/// What stands against the plan, as an exit code; ok if nothing does.
exit_code code_of(const plan::plan& made);

/// What is said of the policy alone; what the organization tells better is left to read_for_plan().
void show_before_reading(const options& chosen, const policy_input& input);

/// Reads for `seen` until it can plan, and shows what it is warned about then; otherwise says why it cannot,
/// and the code that says so.
boost::asio::awaitable<std::optional<exit_code>> read_for_plan(survey& seen, const options& chosen,
                                                               const policy_input& input, session& with);

/// The same for a snapshot in the place of the API.
std::optional<exit_code> take_for_plan(survey& seen, const model::organization& snapshot,
                                       const options& chosen, const policy_input& input);

} // namespace rolecall::cli
