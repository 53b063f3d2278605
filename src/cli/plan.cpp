#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/output.hpp"
#include "cli/past_runs.hpp"
#include "cli/policy_input.hpp"
#include "cli/reading.hpp"
#include "cli/session.hpp"
#include "cli/show_plan.hpp"
#include "cli/survey.hpp"
#include "cli/work.hpp"

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

exit_code put_plan(const options& chosen, const plan::plan& made) {
  if (!put_data(chosen, plan_as(chosen, made))) return exit_code::failure;
  const bool changes = chosen.detailed_exitcode && !made.operations.empty();
  return worse(changes ? exit_code::changes : exit_code::ok, code_of(made));
}

exit_code plan_offline(const options& chosen, const policy_input& input) {
  const auto snapshot = read_snapshot(chosen);
  if (!snapshot) return exit_code::failure;
  survey seen(*input.policy, chosen);
  const auto stopped = take_for_plan(seen, *snapshot, chosen, input);
  return stopped ? *stopped : put_plan(chosen, savable_plan(seen, chosen, input));
}

} // namespace

awaitable<exit_code> plan_policy(const options& chosen, const policy_input& input, session& with) {
  survey seen(*input.policy, chosen, with);
  const auto stopped = co_await read_for_plan(seen, chosen, input, with);
  if (stopped) co_return *stopped;
  mention_past_runs(chosen, with, seen);
  plan::plan made = savable_plan(seen, chosen, input);
  with.seen_by().planned(made);
  co_return put_plan(chosen, made);
}

exit_code run_plan(const options& chosen) {
  if (chosen.explain_reads) return explain_reads(chosen);
  const policy_input input = read_policy(chosen);
  show_before_reading(chosen, input);
  if (!input.policy) return exit_code::invalid;
  if (!chosen.state.empty()) return plan_offline(chosen, input);
  return run_connected(chosen, [&](session& with) { return plan_policy(chosen, input, with); });
}

} // namespace rolecall::cli
