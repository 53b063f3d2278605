#include "planner/guard_people.hpp"

#include "base/text.hpp"
#include "planner/standing.hpp"

#include <algorithm>

namespace rolecall::planner {
namespace {

constexpr std::size_t usual_min_owners = 2;

std::string owners(std::size_t count) { return std::to_string(count) + (count == 1 ? " owner" : " owners"); }

} // namespace

void guard_owners(const model::desired& want, const model::organization& live, const options& choice,
                  plan::plan& out) {
  const auto takes = [](const plan::operation& op) { return plan::verb_of(op.what) == plan::verb::remove; };
  if (std::ranges::none_of(out.operations, takes)) return;
  const standing all = owners_in(out, live);
  if (all.worst.size() >= all.before.size()) return;
  const std::size_t of_policy = want.guards.min_owners.value_or(usual_min_owners);
  const std::size_t least = choice.min_owners.value_or(of_policy);
  if (all.worst.size() >= std::max(least, of_policy)) return;
  plan::guard_result result;
  result.name = "min-owners";
  result.refused = all.worst.size() < least;
  result.message = owners(all.worst.size()) + " of the organization would be left of " +
                   std::to_string(all.before.size()) + "; the least is " +
                   std::to_string(result.refused ? least : of_policy);
  if (all.after.size() > all.worst.size())
    result.message += ". In the end there would be " + std::to_string(all.after.size()) +
                      ", but some only after others have gone";
  result.flag = "--min-owners " + std::to_string(result.refused ? all.worst.size() : least);
  out.guards.push_back(std::move(result));
}

void guard_caller(const model::organization& live, const options& choice, plan::plan& out) {
  if (choice.caller.empty()) return;
  const standing all = administrators_in(out, live);
  if (!all.before.contains(choice.caller) || all.worst.contains(choice.caller)) return;
  const model::live_user* user = live.user(choice.caller);
  const std::string shown = user && !user->email.empty() ? user->email : choice.caller;
  const bool lifted = choice.lock_out.contains(choice.caller) || choice.lock_out.contains(shown);
  const std::string when = all.after.contains(choice.caller) ? " for a time, in the middle of this plan" : "";
  out.guards.push_back({"lock-out", !lifted,
                        "this admin key belongs to " + base::quoted(shown) +
                            ", who would no longer be able to administer the organization" + when,
                        "--lock-out " + base::shell_quoted(shown)});
}

} // namespace rolecall::planner
