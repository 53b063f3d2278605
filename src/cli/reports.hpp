#pragma once

// The files that --report asks for.

#include "cli/options.hpp"
#include "cli/policy_input.hpp"

namespace rolecall::cli {

/// Writes every report, whatever is wrong with the policy. False, with a message for each on stderr, if some
/// could not be written; the others are written all the same.
bool put_reports(const options& chosen, const policy_input& input);

} // namespace rolecall::cli
