#include "apply/executor.hpp"
#include "apply/freshness.hpp"
#include "cli/commands.hpp"
#include "cli/confirm.hpp"
#include "cli/output.hpp"
#include "cli/policy_input.hpp"
#include "cli/session.hpp"
#include "cli/show_plan.hpp"
#include "cli/survey.hpp"
#include "plan/plan_json.hpp"
#include "report/apply_text.hpp"
#include "report/plan_text.hpp"

#include <algorithm>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

constexpr auto fresh_for = std::chrono::seconds(60);

/// The result of an apply in the shape that --format names. As text it follows the plan, which was shown
/// before.
bool put_result(const options& chosen, const plan::plan& made, const plan::steps& outcome) {
  if (chosen.format == shape::json) return put_data(chosen, plan::to_json(made, outcome));
  return put_data(chosen, report::apply_text(made, outcome, text_choice(chosen)));
}

exit_code code_of_steps(const plan::steps& outcome) {
  const auto all = [&outcome](auto is) { return std::ranges::all_of(outcome, is, &plan::step::is); };
  if (all(plan::succeeded)) return exit_code::ok;
  const bool none_begun = all([](plan::outcome is) { return is == plan::outcome::not_begun; });
  return none_begun ? exit_code::incomplete : exit_code::part_way;
}

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

awaitable<plan::steps> carry_out(const options& chosen, const plan::plan& made, session& with) {
  progress line(chosen);
  std::size_t ended = 0;
  apply::options how;
  how.concurrency = static_cast<std::size_t>(chosen.concurrency);
  how.settle = std::chrono::seconds(chosen.settle_seconds);
  how.deadline = with.calls().deadline();
  how.progress = [&](std::size_t, const plan::step&) {
    line.show("applying: " + std::to_string(std::min(++ended, made.operations.size())) + " of " +
              std::to_string(made.operations.size()));
  };
  plan::steps outcome = co_await apply::execute(with.api(), with.time(), made, std::move(how));
  co_return outcome;
}

awaitable<exit_code> apply_policy(const options& chosen, const policy_input& input, session& with) {
  survey seen(*input.policy, chosen, with);
  const auto stopped = co_await read_for_plan(seen, chosen, input, with);
  if (stopped) co_return *stopped;
  const plan::plan made = seen.make_plan();
  const bool text = chosen.format == shape::text;
  if (text && !put_stdout(report::plan_text(made, text_choice(chosen)))) co_return exit_code::failure;
  if (!made.applyable()) {
    if (!text && !put_data(chosen, plan_as(chosen, made))) co_return exit_code::failure;
    say("the plan was not applied; nothing was changed.");
    co_return made.complete() ? exit_code::refused : exit_code::incomplete;
  }
  const exit_code blocked = made.blocked.empty() ? exit_code::ok : exit_code::part_way;
  if (made.operations.empty()) {
    const plan::steps nothing;
    if (!text && !put_result(chosen, made, nothing)) co_return exit_code::failure;
    co_return blocked;
  }
  if (!chosen.yes && !text) put_error(report::plan_text(made, {})); // nobody says yes to what he has not seen
  if (!chosen.yes && !confirmed()) {
    say("not applied; nothing was changed.");
    co_return exit_code::failure;
  }
  const auto moved = co_await recheck(seen, made, with);
  if (moved) co_return *moved;
  const plan::steps outcome = co_await carry_out(chosen, made, with);
  if (!put_result(chosen, made, outcome)) co_return exit_code::failure;
  co_return worse(blocked, code_of_steps(outcome));
}

} // namespace

exit_code run_apply(const options& chosen) {
  if (!chosen.yes && !can_ask()) {
    say("apply asks before it changes anything, but there is no terminal to ask on; give --yes to apply "
        "without asking.");
    return exit_code::usage;
  }
  const policy_input input = read_policy(chosen);
  show_before_reading(chosen, input);
  if (!input.policy) return exit_code::invalid;
  return run_connected(chosen, [&](session& with) { return apply_policy(chosen, input, with); });
}

} // namespace rolecall::cli
