#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/policy_input.hpp"
#include "report/diagnostics_json.hpp"

namespace rolecall::cli {
namespace {

std::string counted(std::size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

std::string verdict(const policy_input& input) {
  const std::string accepted =
      input.accepted == 0 ? "" : ", " + counted(input.accepted, "warning") + " accepted by allow";
  return "The policy is valid (" + counted(input.sources.size(), "file") + accepted + ").\n";
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
