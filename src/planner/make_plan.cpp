#include "planner/make_plan.hpp"

#include "planner/changes.hpp"
#include "planner/guards.hpp"
#include "planner/order.hpp"
#include "planner/own_rights.hpp"
#include "planner/sorting.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

namespace rolecall::planner {
namespace {

bool is_owner(const model::address& at) {
  const auto& parts = at.parts();
  return parts.size() == 2 && parts.back().kind == "grant" && parts.back().thing.name == "owner";
}

void warn_of_owner(const model::address& at, plan::plan& out) {
  out.warnings.push_back(at.text() +
                         " goes: make sure that somebody you trust remains an owner of the organization");
}

/// Who remains an owner cannot be told without reading everybody: so the reviewer is told.
void warn_of_owners(plan::plan& out) {
  std::set<std::string> own; // with an operation of their own
  for (const plan::operation& op : out.operations) {
    if (is_owner(op.at)) own.insert(op.at.text());
  }
  for (const plan::operation& op : out.operations) {
    if (std::holds_alternative<plan::unassign_role>(op.what) && is_owner(op.at)) warn_of_owner(op.at, out);
    const auto* group = std::get_if<plan::delete_group>(&op.what);
    if (!group) continue;
    for (const model::address& gone : group->cascades) {
      if (is_owner(gone) && !own.contains(gone.text())) warn_of_owner(gone, out);
    }
  }
}

} // namespace

plan::plan make_plan(const model::desired& want, const model::organization& live, const model::symbols& names,
                     const options& choice) {
  plan::plan out;
  out.organization = live.id;
  out.revoke_first = choice.revoke_first;
  out.blocked = want.blocked;
  const comparison changes = compare(want, live, names);
  out.kept = changes.kept;
  out.waiting = want.waiting;
  std::ranges::copy(changes.waiting, std::back_inserter(out.waiting));
  sort_by(out.waiting, [](const model::unmet_line& w) { return std::pair(w.at.text(), w.reason); });
  sort_by(out.kept, [](const plan::kept_fact& k) { return k.at.text(); });
  order(changes, want, out);
  if (!choice.caller.empty()) end_own_rights_last(out, live, choice.caller);
  guard(changes, want, live, names, choice, out);
  for (const auto& [list, why] : live.unreadable) out.unreadable.push_back({model::to_string(list), why});
  warn_of_owners(out);
  return out;
}

} // namespace rolecall::planner
