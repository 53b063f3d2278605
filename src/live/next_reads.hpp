#pragma once

// The read plan, unfolding: which lists are still needed, given what the policy wants of what was read so
// far. Pure. Calls are the cost of everything here, so a list is named only if a decision rests on it.

#include "model/desired.hpp"

#include <vector>

namespace rolecall::live {

/// `want` is the resolution of the policy against `live`. Lists already read, and those that could not be,
/// are not named again; nothing left to read: empty. While the policy's organization is not yet confirmed,
/// only the list that tells it is named.
std::vector<model::list_ref> next_reads(const model::desired& want, const model::organization& live,
                                        const model::symbols& names);

} // namespace rolecall::live
