#include "apply/freshness.hpp"

#include "apply/judge.hpp"

#include <set>

namespace rolecall::apply {

std::vector<model::list_ref> lists_to_recheck(const plan::plan& plan, const model::organization& live,
                                              std::chrono::steady_clock::time_point now,
                                              std::chrono::steady_clock::duration age) {
  std::set<model::list_ref> out;
  for (const plan::operation& op : plan.operations) {
    ids known;
    if (const auto* assign = std::get_if<plan::assign_role>(&op.what)) known.principal = assign->principal.id;
    const model::list_ref list = list_of(op, known);
    const auto read = live.read.find(list);
    if (read == live.read.end()) continue; // of a thing that this plan makes
    const bool removal = plan::verb_of(op.what) == plan::verb::remove;
    if (now - read->second.at > age || (removal && read->second.pages > 1)) out.insert(list);
  }
  return {out.begin(), out.end()};
}

} // namespace rolecall::apply
