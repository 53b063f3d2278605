#pragma once

// What must be read once more just before the first write.

#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <chrono>
#include <vector>

namespace rolecall::apply {

/// Lists that `plan` rests on, as a saved one does, and that were read more than `age` before `now`; where
/// something rests on who is an owner of the organization, all of that age that tell it;
/// and, however fresh, those of more than one page that a removal rests on, because entries may have shifted
/// while they were read. Sorted.
std::vector<model::list_ref> lists_to_recheck(const plan::plan& plan, const model::organization& live,
                                              std::chrono::steady_clock::time_point now,
                                              std::chrono::steady_clock::duration age);

} // namespace rolecall::apply
