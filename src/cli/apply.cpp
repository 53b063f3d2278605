#include "cli/applying.hpp"
#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/locking.hpp"
#include "cli/output.hpp"
#include "cli/past_runs.hpp"
#include "cli/policy_input.hpp"
#include "cli/recheck.hpp"
#include "cli/saved_plan.hpp"
#include "cli/session.hpp"
#include "cli/show_plan.hpp"
#include "cli/survey.hpp"
#include "cli/work.hpp"

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

/// Looks once more at what the plan rests on; nothing if it still holds, else what was said of it.
awaitable<std::optional<exit_code>> look_again(survey& seen, past_runs& past, const plan::plan& made,
                                               session& with) {
  std::function<void(plan::plan&)> add_debts = [&](plan::plan& now) { past.add_debts(now, seen); };
  const rechecked now = co_await recheck(seen, made, with.time(), std::move(add_debts));
  if (now.failed) co_return tell(*now.failed, with);
  if (const auto unread = refuse_unreadable(seen.live())) co_return *unread;
  if (!now.moved) co_return std::nullopt;
  say("the organization changed since it was read; nothing was changed. Run again to see the new plan.");
  co_return exit_code::stale;
}

} // namespace

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
  with.seen_by().planned(made);
  const plan::steps nothing;
  if (made.applyable() && made.operations.empty()) past.close(nothing);
  const auto ended = co_await present(chosen, made, with);
  if (ended) co_return *ended;
  const auto moved = co_await look_again(seen, past, made, with);
  if (moved) co_return *moved;
  head_start known;
  known.seen_at = with.time().now(); // or less than a minute before
  const carried_out all = co_await carry_out(chosen, std::move(made), with, std::move(known));
  past.close(all.outcome);
  co_return all.code;
}

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
