#pragma once

// What the guards must know beside what the plan's own changes rest on: asked for only where something goes
// that matters to them. Inside live only.

#include "live/losses.hpp"
#include "live/needed_lists.hpp"

namespace rolecall::live {

// Both are called once everything was read that the changes rest on, again and again until they add nothing.

/// Who administers the organization before and after the plan, as far as it ends somebody's rights to.
void need_for_caller(const losses& lost, needed_lists& out);

/// What the plan takes from the groups and users that `guards.protect` names.
void need_for_protected(const losses& lost, needed_lists& out);

} // namespace rolecall::live
