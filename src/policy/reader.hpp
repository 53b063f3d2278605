#pragma once

// From the tree of one file to the typed policy: every key of the grammar that this version acts on.

#include "policy/draft.hpp"
#include "policy/tree.hpp"

namespace rolecall::policy {

/// Adds what the file says to `into`; what is wrong in it goes to `out` and is left out.
void read_file(const document& in, const node& root, draft& into, findings& out);

/// Notes that a file could not be read, so that anything may be missing.
void miss_file(draft& into);

} // namespace rolecall::policy
