#pragma once

// First step of the planner: what differs, not yet in order.

#include "access/holdings.hpp"
#include "model/desired.hpp"
#include "plan/plan.hpp"

#include <vector>

namespace rolecall::planner {

/// An operation with the keys of what it touches: `role` alone for a change of a role, `to` alone for a
/// change of a group, both for a grant.
struct draft {
  plan::operation op;
  model::scope at;
  model::principal to;
  model::symbol role = model::symbol::none;
};

struct comparison {
  std::vector<draft> drafts;
  std::vector<plan::kept_fact> kept;
  access::side before;
  access::side after;
};

comparison compare(const model::desired& want, const model::organization& live, const model::symbols& names);

} // namespace rolecall::planner
