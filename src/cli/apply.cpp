#include "apply/freshness.hpp"
#include "cli/applying.hpp"
#include "cli/commands.hpp"
#include "cli/locking.hpp"
#include "cli/output.hpp"
#include "cli/past_runs.hpp"
#include "cli/policy_input.hpp"
#include "cli/saved_plan.hpp"
#include "cli/session.hpp"
#include "cli/show_plan.hpp"
#include "cli/survey.hpp"

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

constexpr auto fresh_for = std::chrono::seconds(60);

/// Looks once more at what has grown old or rests on several pages; nothing if the plan still holds.
awaitable<std::optional<exit_code>> recheck(survey& seen, past_runs& past, const plan::plan& made,
                                            session& with) {
  std::vector<model::list_ref> lists =
      apply::lists_to_recheck(made, seen.live(), with.time().now(), fresh_for);
  if (lists.empty()) co_return std::nullopt;
  const auto failed = co_await seen.read_again(std::move(lists));
  if (failed) {
    say(explain(*failed, with.host()));
    co_return code_of(*failed);
  }
  if (!base::has_errors(seen.problems()) && seen.complete()) {
    plan::plan now = seen.make_plan();
    past.add_debts(now, seen);
    if (now.operations == made.operations && now.applyable()) co_return std::nullopt;
  }
  say("the organization changed since it was read; nothing was changed. Run again to see the new plan.");
  co_return exit_code::stale;
}

awaitable<exit_code> apply_policy(const options& chosen, const policy_input& input, session& with) {
  past_runs past(chosen, with);
  const auto unsettled = co_await past.settle();
  if (unsettled) co_return *unsettled;
  survey seen(*input.policy, chosen, with);
  const auto stopped = co_await read_for_plan(seen, chosen, input, with);
  if (stopped) co_return *stopped;
  plan::plan made = seen.make_plan();
  past.add_debts(made, seen);
  make_savable(made, chosen, input.sources, seen.live());
  const plan::steps nothing;
  if (made.applyable() && made.operations.empty()) past.close(nothing);
  const auto ended = co_await present(chosen, made, with);
  if (ended) co_return *ended;
  const auto moved = co_await recheck(seen, past, made, with);
  if (moved) co_return *moved;
  head_start unknown;
  const carried_out all = co_await carry_out(chosen, made, with, std::move(unknown));
  past.close(all.outcome);
  co_return all.code;
}

} // namespace

exit_code run_apply(const options& chosen) {
  if (!can_agree(chosen)) return exit_code::usage;
  if (!chosen.plan_file.empty()) return apply_saved(chosen);
  const policy_input input = read_policy(chosen);
  show_before_reading(chosen, input);
  if (!input.policy) return exit_code::invalid;
  return run_connected(chosen, [&](session& with) {
    return under_lock(chosen, with, [&] { return apply_policy(chosen, input, with); });
  });
}

} // namespace rolecall::cli
