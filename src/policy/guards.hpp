#pragma once

// `guards`: limits that a plan must keep, as the policy writes them.

#include "policy/reading.hpp"

namespace rolecall::policy {

model::guards read_guards(const reading& r, const node& map);

} // namespace rolecall::policy
