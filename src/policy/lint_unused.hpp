#pragma once

// Roles, groups and permission sets without effect, as far as the policy can tell.

#include "model/policy.hpp"
#include "policy/findings.hpp"

namespace rolecall::policy {

void lint_unused(const model::policy& of, findings& out);

} // namespace rolecall::policy
