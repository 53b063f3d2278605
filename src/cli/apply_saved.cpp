#include "apply/drift.hpp"
#include "base/text.hpp"
#include "cli/applying.hpp"
#include "cli/caller.hpp"
#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/locking.hpp"
#include "cli/output.hpp"
#include "cli/past_runs.hpp"
#include "cli/policy_input.hpp"
#include "cli/reading.hpp"
#include "cli/saved_plan.hpp"
#include "cli/session.hpp"
#include "cli/survey.hpp"
#include "cli/work.hpp"
#include "planner/lock_out.hpp"

#include <algorithm>

namespace rolecall::cli {
namespace {

using boost::asio::awaitable;

const model::list_ref organization_roles{model::list_kind::organization_roles, {}, {}};

/// A policy that is named beside the plan must be the one that the plan was made of.
std::optional<exit_code> other_policy(const options& chosen, const plan::plan& made) {
  if (chosen.paths.empty()) return std::nullopt;
  const policy_input input = read_policy(chosen);
  if (!input.checked) {
    show(chosen, input.diagnostics);
    return exit_code::invalid;
  }
  if (digest_of(input.sources) == made.policy) return std::nullopt;
  say("the policy is not the one that the plan was made of; nothing was changed. Make a new plan.");
  return exit_code::stale;
}

/// The list of organization roles tells whose key this is, so it is read before all others.
std::optional<exit_code> other_organization(const plan::plan& made, const model::organization& now) {
  if (now.id && now.id == made.organization) return std::nullopt;
  const std::string belongs = now.id ? "the admin key belongs to " + base::quoted(*now.id)
                                     : "the server does not say to which one the admin key belongs";
  say("the plan is for organization " + base::quoted(*made.organization) + ", but " + belongs +
      "; nothing else was read, and nothing was changed.");
  return exit_code::invalid;
}

std::optional<exit_code> moved(const std::vector<apply::moved>& drift, bool owes, session& with) {
  if (drift.empty()) return std::nullopt;
  with.seen_by().moved(drift);
  std::string lines;
  for (const apply::moved& one : drift)
    lines += "  " + one.what + "\n      expected: " + one.expected + "\n      found:    " + one.found + "\n";
  say("the organization moved since the plan was made:\n" + lines +
      (owes ? "Nothing was changed. Run `rolecall apply` without --plan first, which takes back what an "
              "earlier "
              "one gave in passing; then make a new plan."
            : "Nothing was changed. Make a new plan."));
  return exit_code::stale;
}

awaitable<std::optional<exit_code>> read(const options& chosen, session& with,
                                         std::vector<model::list_ref> lists, std::size_t& done,
                                         model::organization& now) {
  const auto failed = co_await read_lists(chosen, with, std::move(lists), done, now);
  if (failed) co_return tell(*failed, with);
  co_return refuse_unreadable(now);
}

/// Another key than the one that the plan was made with may belong to one whose rights it ends.
awaitable<std::optional<exit_code>> locks_out(const plan::plan& made, session& with) {
  if (std::ranges::all_of(made.ends_rights_of, &plan::ended_right::lifted)) co_return std::nullopt;
  const caller who = co_await find_caller(with.api(), with.key_ending());
  if (!who.why_not.empty()) {
    say("it is not known whether this plan ends the rights of who applies it: " + who.why_not);
    co_return std::nullopt;
  }
  const auto his = std::ranges::find(made.ends_rights_of, who.user_id, &plan::ended_right::user_id);
  if (his == made.ends_rights_of.end() || his->lifted) co_return std::nullopt;
  const plan::guard_result guard = planner::lock_out(*his);
  say("refused by the guard " + guard.name + ": " + guard.message + "\n    " + base::printable(guard.flag) +
      "\nThe flag allows it when the plan is made. Nothing was changed.");
  co_return exit_code::refused;
}

} // namespace

awaitable<exit_code> apply_plan(const options& chosen, const plan::plan& made, session& with) {
  const auto ended = co_await present(chosen, made, with);
  if (ended) co_return *ended;
  if (!made.organization) {
    say("the plan does not say for which organization it is, because the server did not; it can be shown, "
        "not applied. Nothing was changed.");
    co_return exit_code::invalid;
  }
  past_runs past(chosen, with); // what it owes is for an apply of the policy to take back
  const auto unsettled = co_await past.settle();
  if (unsettled) co_return *unsettled;
  model::organization now;
  std::size_t done = 0;
  std::vector<model::list_ref> lists(1, organization_roles);
  const auto none = co_await read(chosen, with, std::move(lists), done, now);
  if (none) co_return *none;
  if (const auto other = other_organization(made, now)) co_return *other;
  const auto locked_out = co_await locks_out(made, with);
  if (locked_out) co_return *locked_out;
  head_start known;
  known.seen_at = with.time().now();
  apply::since_then since = apply::compare_with_now(made, now);
  for (;;) {
    if (const auto stale = moved(since.drift, past.owes(), with)) co_return *stale;
    lists = apply::lists_to_compare(made, now, since);
    if (lists.empty()) break;
    const auto stopped = co_await read(chosen, with, std::move(lists), done, now);
    if (stopped) co_return *stopped;
    since = apply::compare_with_now(made, now);
  }
  known.made = std::move(since.made);
  const carried_out all = co_await carry_out(chosen, made, with, std::move(known));
  co_return all.code;
}

exit_code apply_saved(const options& chosen) {
  const auto made = read_saved_plan(chosen);
  if (!made) return exit_code::failure;
  if (const auto other = other_policy(chosen, *made)) return *other;
  return run_connected(chosen, [&](session& with) {
    return under_lock(chosen, with, [&] { return apply_plan(chosen, *made, with); });
  });
}

} // namespace rolecall::cli
