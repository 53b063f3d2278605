#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/policy_input.hpp"
#include "cli/session.hpp"
#include "cli/show_plan.hpp"
#include "cli/survey.hpp"

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

awaitable<exit_code> plan(const options& chosen, const policy_input& input, session& with) {
  survey seen(*input.policy, chosen, with);
  const auto stopped = co_await read_for_plan(seen, chosen, input, with);
  if (stopped) co_return *stopped;
  const plan::plan made = seen.make_plan();
  if (!put_data(chosen, plan_as(chosen, made))) co_return exit_code::failure;
  const bool changes = chosen.detailed_exitcode && !made.operations.empty();
  co_return worse(changes ? exit_code::changes : exit_code::ok, code_of(made));
}

} // namespace

exit_code run_plan(const options& chosen) {
  if (chosen.explain_reads) return explain_reads(chosen);
  const policy_input input = read_policy(chosen);
  show_before_reading(chosen, input);
  if (!input.policy) return exit_code::invalid;
  return run_connected(chosen, [&](session& with) { return plan(chosen, input, with); });
}

} // namespace rolecall::cli
