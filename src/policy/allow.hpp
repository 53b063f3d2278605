#pragma once

// `allow`: warnings that are accepted, each by its rule and the address of what it is about.

#include "model/policy.hpp"
#include "policy/findings.hpp"

#include <cstddef>
#include <vector>

namespace rolecall::policy {

/// Checks what can be said of the entries alone.
void check_allow(const std::vector<model::allowance>& entries, findings& out);

/// Which warnings a run may judge: an entry for a rule that could not be broken in it is not blamed.
enum class judged { offline, live };

/// Drops the warnings of `out` that an entry accepts, and says which entries of `rules` accept none. Returns
/// how many were dropped.
std::size_t accept(const std::vector<model::allowance>& entries, judged rules, findings& out);

} // namespace rolecall::policy
