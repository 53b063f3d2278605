#pragma once

// "@set" in the permissions of roles and in other sets.

#include "policy/draft.hpp"

namespace rolecall::policy {

/// Replaces "@set" in all roles of `of` by the permissions of the set; each role's permissions end up sorted,
/// without duplicates. Reports sets that are not defined, contain themselves, or nest more than 32 deep. `of`
/// must be united.
void expand_permission_sets(draft& of, findings& out);

} // namespace rolecall::policy
