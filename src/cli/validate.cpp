#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/policy_input.hpp"
#include "cli/reports.hpp"
#include "report/diagnostics_json.hpp"
#include "report/diagnostics_text.hpp"

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

/// False if stdout or the output file could not be written.
bool tell(const options& chosen, const policy_input& input) {
  if (chosen.format == shape::json) return put_data(chosen, report::diagnostics_json(input.diagnostics));
  show(chosen, input.diagnostics);
  const bool to_file = !chosen.output.empty() && chosen.output != "-";
  if (to_file && !input.policy) // what an earlier run wrote there is no longer true
    return put_data(chosen, report::diagnostics_text(input.diagnostics, report::color::off));
  if (!input.policy || (chosen.quiet && !to_file)) return true;
  return put_data(chosen, verdict(input));
}

} // namespace

exit_code run_validate(const options& chosen) {
  const policy_input input = read_policy(chosen);
  const bool told = tell(chosen, input);
  const bool reported = put_reports(chosen, input);
  return worse(input.policy ? exit_code::ok : exit_code::invalid,
               told && reported ? exit_code::ok : exit_code::failure);
}

} // namespace rolecall::cli
