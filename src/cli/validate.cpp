#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/policy_input.hpp"
#include "report/diagnostics_json.hpp"

namespace rolecall::cli {
namespace {

std::string verdict(const policy_input& input) {
  const std::size_t files = input.sources.size();
  return "The policy is valid (" + std::to_string(files) + (files == 1 ? " file" : " files") + ").\n";
}

} // namespace

exit_code run_validate(const options& chosen) {
  const policy_input input = read_policy(chosen);
  const bool valid = input.policy.has_value();
  bool put = true;
  if (chosen.format == shape::json) {
    put = put_data(chosen, report::diagnostics_json(input.diagnostics));
  } else {
    show(chosen, input.diagnostics);
    if (valid && !chosen.quiet) put = put_data(chosen, verdict(input));
  }
  if (!put) return exit_code::failure;
  return valid ? exit_code::ok : exit_code::invalid;
}

} // namespace rolecall::cli
