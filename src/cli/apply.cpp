#include "apply/freshness.hpp"
#include "cli/applying.hpp"
#include "cli/commands.hpp"
#include "cli/locking.hpp"
#include "cli/output.hpp"
#include "cli/policy_input.hpp"
#include "cli/session.hpp"
#include "cli/show_plan.hpp"
#include "cli/survey.hpp"

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

constexpr auto fresh_for = std::chrono::seconds(60);

/// Looks once more at what has grown old or rests on several pages; nothing if the plan still holds.
awaitable<std::optional<exit_code>> recheck(survey& seen, const plan::plan& made, session& with) {
  std::vector<model::list_ref> lists =
      apply::lists_to_recheck(made, seen.live(), with.time().now(), fresh_for);
  if (lists.empty()) co_return std::nullopt;
  const auto failed = co_await seen.read_again(std::move(lists));
  if (failed) {
    say(explain(*failed, with.host()));
    co_return code_of(*failed);
  }
  if (!base::has_errors(seen.problems()) && seen.complete()) {
    const plan::plan now = seen.make_plan();
    if (now.operations == made.operations && now.applyable()) co_return std::nullopt;
  }
  say("the organization changed since it was read; nothing was changed. Run again to see the new plan.");
  co_return exit_code::stale;
}

awaitable<exit_code> apply_policy(const options& chosen, const policy_input& input, session& with) {
  survey seen(*input.policy, chosen, with);
  const auto stopped = co_await read_for_plan(seen, chosen, input, with);
  if (stopped) co_return *stopped;
  const plan::plan made = savable_plan(seen, chosen, input);
  const auto ended = co_await present(chosen, made, with);
  if (ended) co_return *ended;
  const auto moved = co_await recheck(seen, made, with);
  if (moved) co_return *moved;
  head_start nothing;
  const exit_code code = co_await carry_out(chosen, made, with, std::move(nothing));
  co_return code;
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
