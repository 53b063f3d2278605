#include "plan/plan.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace rolecall::plan {
namespace {

struct verb_visitor {
  verb operator()(const create_project&) const { return verb::create; }
  verb operator()(const invite_user&) const { return verb::create; }
  verb operator()(const create_role&) const { return verb::create; }
  verb operator()(const update_role&) const { return verb::update; }
  verb operator()(const delete_role&) const { return verb::remove; }
  verb operator()(const create_group&) const { return verb::create; }
  verb operator()(const rename_group&) const { return verb::update; }
  verb operator()(const add_member&) const { return verb::create; }
  verb operator()(const remove_member&) const { return verb::remove; }
  verb operator()(const delete_group&) const { return verb::remove; }
  verb operator()(const assign_role&) const { return verb::create; }
  verb operator()(const unassign_role&) const { return verb::remove; }
  verb operator()(const leave_project&) const { return verb::remove; }
};

} // namespace

verb verb_of(const action& what) { return std::visit(verb_visitor{}, what); }

std::size_t place_of(stage of, bool revoke_first) {
  constexpr std::array revoking{stage::create,       stage::removal,        stage::deletion,
                                stage::mixed_update, stage::early_addition, stage::late_addition,
                                stage::own_rights};
  if (!revoke_first) return static_cast<std::size_t>(of);
  return static_cast<std::size_t>(std::distance(revoking.begin(), std::ranges::find(revoking, of)));
}

bool plan::refused() const { return std::ranges::any_of(guards, &guard_result::refused); }

summary summarize(const plan& p) {
  summary out;
  for (const operation& op : p.operations) {
    switch (verb_of(op.what)) {
    case verb::create: ++out.add; break;
    case verb::update: ++out.change; break;
    case verb::remove: ++out.remove; break;
    }
  }
  return out;
}

} // namespace rolecall::plan
