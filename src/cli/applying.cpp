#include "cli/applying.hpp"

#include "apply/executor.hpp"
#include "base/text.hpp"
#include "cli/bookkeeping.hpp"
#include "cli/confirm.hpp"
#include "cli/output.hpp"
#include "cli/recheck.hpp"
#include "cli/show_plan.hpp"
#include "plan/plan_json.hpp"
#include "report/apply_text.hpp"
#include "report/plan_text.hpp"

#include <algorithm>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

constexpr const char* question = "Apply these changes? Only \"yes\" is a yes: ";

/// The result of an apply in the shape that --format names. As text it follows the plan, which was shown
/// before.
bool put_result(const options& chosen, const plan::plan& made, const plan::steps& outcome) {
  if (chosen.format == shape::json) return put_data(chosen, plan::to_json(made, outcome));
  return put_data(chosen, report::apply_text(made, outcome, text_choice(chosen, made)));
}

awaitable<plan::steps> execute(const options& chosen, const plan::plan& made, session& with, head_start known,
                               apply::ledger* book) {
  progress line(chosen);
  std::size_t ended = 0;
  apply::options how;
  how.concurrency = static_cast<std::size_t>(chosen.concurrency);
  how.settle = std::chrono::seconds(chosen.settle_seconds);
  how.book = book;
  how.made = std::move(known.made);
  how.seen_at = known.seen_at;
  how.progress = [&](std::size_t, const plan::step&) {
    line.show("applying: " + std::to_string(std::min(++ended, made.operations.size())) + " of " +
              std::to_string(made.operations.size()));
  };
  plan::steps outcome = co_await apply::execute(with.api(), with.time(), made, std::move(how));
  co_return outcome;
}

} // namespace

bool can_agree(const options& chosen) {
  if (chosen.yes || can_ask()) return true;
  say("apply asks before it changes anything, but there is no terminal to ask on; give --yes to apply "
      "without asking.");
  return false;
}

awaitable<std::optional<exit_code>> present(const options& chosen, const plan::plan& made, session& with) {
  const bool text = chosen.format == shape::text;
  if (text && !put_stdout(report::plan_text(made, text_choice(chosen, made)))) co_return exit_code::failure;
  if (!made.applyable()) {
    if (!text && !put_data(chosen, plan_as(chosen, made))) co_return exit_code::failure;
    say("the plan was not applied; nothing was changed.");
    co_return made.complete() ? exit_code::refused : exit_code::incomplete;
  }
  if (made.operations.empty()) {
    const plan::steps nothing;
    if (!text && !put_result(chosen, made, nothing)) co_return exit_code::failure;
    co_return code_of(made, nothing);
  }
  if (!chosen.yes && !text) put_error(report::plan_text(made, {})); // nobody says yes to what he has not seen
  if (chosen.yes) co_return std::nullopt;
  const http::time_point end = with.calls().deadline().value_or(http::time_point::max());
  std::function<bool()> given_up = [&with, end] { return with.interrupted() || with.time().now() >= end; };
  const bool agreed = co_await confirmed(with.time(), std::move(given_up), question);
  if (agreed) co_return std::nullopt;
  const bool late = with.time().now() >= end;
  say(late ? "not applied: no answer came before the deadline; nothing was changed."
           : "not applied; nothing was changed.");
  co_return late ? exit_code::incomplete : exit_code::failure;
}

std::optional<exit_code> refuse_unreadable(const model::organization& now) {
  std::string lines;
  for (const auto& [list, why] : now.unreadable) {
    if (!now.missing.contains(list))
      lines += "  " + model::to_string(list) + ": " + base::printable(why) + "\n";
  }
  if (lines.empty()) return std::nullopt;
  say("not everything that the plan rests on could be read:\n" + lines + "Nothing was changed.");
  return exit_code::incomplete;
}

awaitable<carried_out> carry_out(const options& chosen, plan::plan made, session& with, head_start known) {
  carried_out all;
  with.seen_by().accepted(made);
  bookkeeping journal;
  if (!journal.open(with, made)) {
    all.code = exit_code::failure;
    co_return all;
  }
  with.kept().finish(); // what was read before these changes is of no more use
  all.outcome = co_await execute(chosen, made, with, std::move(known), journal.book());
  with.seen_by().carried_out(made, all.outcome);
  const bool recorded = journal.close(made, all.outcome, with);
  all.code = code_of(made, all.outcome);
  if (!recorded && std::ranges::none_of(all.outcome, plan::may_be_done)) all.code = exit_code::failure;
  if (!put_result(chosen, made, all.outcome)) {
    put_error(report::apply_text(made, all.outcome, {})); // what was done must be known
    all.code = worse(all.code, exit_code::failure);
  }
  co_return all;
}

} // namespace rolecall::cli
