#pragma once

// Whether an organization is as a policy says, read from the policy as it is written and not as the planner
// understands it.

#include "model/organization.hpp"
#include "model/policy.hpp"
#include "plan/plan.hpp"

namespace rolecall::test {

/// Checks with doctest that all is so that `policy` says, but for the lines that `p` calls blocked or
/// waiting.
void check_policy_holds(const model::policy& policy, const model::organization& live, const plan::plan& p);

} // namespace rolecall::test
