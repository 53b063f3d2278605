#pragma once

// The commands. Each takes the parsed options and returns the exit code; what they decide is decided
// elsewhere.

#include "cli/exit_code.hpp"
#include "cli/options.hpp"

#include <string>
#include <vector>

namespace rolecall::cli {

exit_code run_validate(const options& chosen);
exit_code run_plan(const options& chosen);
exit_code run_apply(const options& chosen);
exit_code run_show(const options& chosen);
exit_code run_whoami(const options& chosen);
exit_code run_snapshot(const options& chosen);
exit_code run_schema(const options& chosen);
exit_code run_export(const options& chosen);
exit_code run_init(const options& chosen);
exit_code run_unlock(const options& chosen);
exit_code run_history(const options& chosen);

/// `plan --explain-reads`
exit_code explain_reads(const options& chosen);

/// `apply --plan`
exit_code apply_saved(const options& chosen);

/// What `rolecall schema` knows: "policy", "plan", ...
std::vector<std::string> schema_kinds();

} // namespace rolecall::cli
