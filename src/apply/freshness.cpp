#include "apply/freshness.hpp"

#include "apply/judge.hpp"

#include <set>

namespace rolecall::apply {
namespace {

/// Whether an operation takes away what nobody has seen, should `list` have grown or been read with a gap: a
/// role goes with whoever holds it, a group with whatever it holds.
struct rests_on {
  const model::list_ref& list;
  bool operator()(const plan::delete_role& what) const { return list.project_id == what.project_id; }
  bool operator()(const plan::delete_group& what) const {
    return list.kind == model::list_kind::projects || list.principal_id == what.group_id;
  }
  bool operator()(const auto&) const { return false; }
};

} // namespace

std::vector<model::list_ref> lists_to_recheck(const plan::plan& plan, const model::organization& live,
                                              std::chrono::steady_clock::time_point now,
                                              std::chrono::steady_clock::duration age) {
  std::vector<model::list_ref> doubtful;
  for (const auto& [list, read] : live.read) {
    if (read.pages > 1 || now - read.at > age) doubtful.push_back(list);
  }
  std::set<model::list_ref> out;
  for (const plan::operation& op : plan.operations) {
    for (const model::list_ref& list : doubtful) {
      if (std::visit(rests_on{list}, op.what)) out.insert(list);
    }
    const ids known = ids_in(op.what);
    const model::list_ref list = list_of(op, known);
    const auto read = live.read.find(list);
    if (read == live.read.end()) continue; // of a thing that this plan makes
    const bool removal = plan::verb_of(op.what) == plan::verb::remove;
    if (now - read->second.at > age || (removal && read->second.pages > 1)) out.insert(list);
  }
  return {out.begin(), out.end()};
}

} // namespace rolecall::apply
