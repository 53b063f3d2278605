#pragma once

// What the names in grants refer to, as far as that can be known without an organization.

#include "policy/draft.hpp"

namespace rolecall::policy {

/// Reports granted roles and groups that nothing declares, `{}` without a shared role, or entries that are
/// left to another policy. `of` must be united.
void check_references(const draft& of, findings& out);

} // namespace rolecall::policy
