#pragma once

// What a saved plan rests on: the lists that it changes or that a deletion relies on, and in those of roles,
// groups, projects and invitations the things that it works with. Pure.

#include "model/lists.hpp"
#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <vector>

namespace rolecall::apply {

/// Sorted by list. Of lists that were read only: where `live` is what the plan was made from, that is all of
/// them, less those of things that the plan itself makes.
std::vector<plan::precondition> preconditions_of(const plan::plan& p, const model::organization& live);

/// Those lists alone, sorted.
std::vector<model::list_ref> lists_rested_on(const plan::plan& p, const model::organization& live);

} // namespace rolecall::apply
