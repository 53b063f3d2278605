#include "planner/guard_people.hpp"

#include "base/text.hpp"
#include "planner/idle_flags.hpp"
#include "planner/lock_out.hpp"
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
  const standing all = people_of(owners_in(out, live), live);
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

plan::guard_result lock_out(const plan::ended_right& of) {
  const std::string when = of.for_a_time ? " for a time, in the middle of this plan" : "";
  return {"lock-out", !of.lifted,
          "this admin key belongs to " + base::quoted(of.shown) +
              ", who would no longer be able to administer the organization" + when,
          "--lock-out " + base::shell_quoted(of.shown)};
}

namespace {

/// After out.ends_rights_of is complete.
void warn_of_idle_lock_outs(const options& choice, plan::plan& out) {
  std::vector<std::string> all;
  for (const plan::ended_right& of : out.ends_rights_of) all.push_back(of.shown);
  std::set<std::string> given = choice.lock_out;
  for (const plan::ended_right& of : out.ends_rights_of) given.erase(of.user_id);
  warn_of_idle("--lock-out", given, all, "nobody who would no longer be able to administer the organization",
               out);
}

void find_ended_rights(const model::organization& live, const options& choice, plan::plan& out) {
  if (!touches_administrators(out, live)) return;
  const standing all = administrators_in(out, live);
  for (const std::string& id : all.before) {
    if (all.worst.contains(id)) continue;
    const model::live_user* user = live.user(id);
    const std::string shown = user && !user->email.empty() ? user->email : id;
    const bool lifted = choice.lock_out.contains(id) || choice.lock_out.contains(shown);
    out.ends_rights_of.push_back({id, shown, all.after.contains(id), lifted});
    if (id == choice.caller) out.guards.push_back(lock_out(out.ends_rights_of.back()));
  }
}

} // namespace

void guard_caller(const model::organization& live, const options& choice, plan::plan& out) {
  find_ended_rights(live, choice, out);
  warn_of_idle_lock_outs(choice, out);
}

} // namespace rolecall::planner
