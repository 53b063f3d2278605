#include "planner/make_plan.hpp"

#include "planner/changes.hpp"
#include "planner/guards.hpp"
#include "planner/order.hpp"
#include "planner/own_rights.hpp"

#include <algorithm>
#include <iterator>

namespace rolecall::planner {
namespace {

bool is_owner(const model::address& at) {
  const auto& parts = at.parts();
  return parts.size() == 2 && parts.back().kind == "grant" && parts.back().thing.name == "owner";
}

void warn_of_owner(const model::address& at, plan::plan& out) {
  if (!is_owner(at)) return;
  out.warnings.push_back(at.text() +
                         " goes: make sure that somebody you trust remains an owner of the organization");
}

/// Who remains an owner cannot be told without reading everybody: so the reviewer is told.
void warn_of_owners(plan::plan& out) {
  for (const plan::operation& op : out.operations) {
    if (std::holds_alternative<plan::unassign_role>(op.what)) warn_of_owner(op.at, out);
    const auto* group = std::get_if<plan::delete_group>(&op.what);
    if (!group) continue;
    for (const model::address& gone : group->cascades) {
      const bool alone =
          std::ranges::none_of(out.operations, [&](const plan::operation& o) { return o.at == gone; });
      if (alone) warn_of_owner(gone, out); // else its own operation was told
    }
  }
}

} // namespace

plan::plan make_plan(const model::desired& want, const model::organization& live, const model::symbols& names,
                     const options& choice) {
  plan::plan out;
  out.organization = live.id;
  out.blocked = want.blocked;
  const comparison changes = compare(want, live, names);
  out.kept = changes.kept;
  out.waiting = want.waiting;
  std::ranges::copy(changes.waiting, std::back_inserter(out.waiting));
  std::ranges::sort(out.waiting, {},
                    [](const model::unmet_line& w) { return std::pair(w.at.text(), w.reason); });
  std::ranges::sort(out.kept, {}, [](const plan::kept_fact& k) { return k.at.text(); });
  order(changes, want, out);
  if (!choice.caller.empty()) end_own_rights_last(out, live, choice.caller);
  guard(changes, want, live, names, choice, out);
  for (const auto& [list, why] : live.unreadable) out.unreadable.push_back({model::to_string(list), why});
  warn_of_owners(out);
  return out;
}

} // namespace rolecall::planner
