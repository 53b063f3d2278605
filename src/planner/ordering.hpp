#pragma once

// The two halves of ordering. Inside the planner only.

#include "planner/changes.hpp"

#include <vector>

namespace rolecall::planner {

/// Permissions that a role gains, or loses.
std::vector<std::string> gained(const comparison& changes, model::symbol role);
std::vector<std::string> lost(const comparison& changes, model::symbol role);

/// Gives every draft its stage, chooses who brings a principal into a project, and puts the drafts in order.
std::vector<draft> in_order(const comparison& changes, const model::desired& want, bool revoke_first);

/// Fills in what each of the ordered drafts waits for, and the gaps of `out` that cannot be helped.
void connect(const comparison& changes, const model::desired& want, std::vector<draft>& drafts,
             plan::plan& out);

} // namespace rolecall::planner
