#pragma once

// First step of the planner: what differs, not yet in order.

#include "access/holdings.hpp"
#include "model/desired.hpp"
#include "plan/plan.hpp"

#include <set>
#include <utility>
#include <vector>

namespace rolecall::planner {

/// An operation with the keys of what it touches: `role` alone for a change of a role, `to` alone for a
/// change of a group, both for a grant, `to` and `user` for a member, `at` alone for a project.
struct draft {
  plan::operation op;
  model::scope at;
  model::principal to;
  model::symbol role = model::symbol::none;
  model::symbol user = model::symbol::none;
  int turn = 0;      ///< among those of its stage that pass on names: later ones need earlier ones
  std::string frees; ///< a name that it gives up, with kind and scope; may be empty
  std::string takes; ///< a name that it needs
};

struct comparison {
  std::vector<draft> drafts;
  std::vector<plan::kept_fact> kept;
  std::vector<model::unmet_line> waiting;
  access::side before;
  access::side after;
  /// Scopes and groups whose grants there nobody read, where members change and roles too.
  std::set<std::pair<model::scope, model::symbol>> unread_grants;
};

comparison compare(const model::desired& want, const model::organization& live, const model::symbols& names);

} // namespace rolecall::planner
