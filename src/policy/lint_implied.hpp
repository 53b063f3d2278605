#pragma once

// Grants that give nothing which the same principal does not have by another grant of the policy.

#include "model/policy.hpp"
#include "policy/findings.hpp"

namespace rolecall::policy {

void lint_implied(const model::policy& of, findings& out);

} // namespace rolecall::policy
