#pragma once

// Second step of the planner: stages, order and dependencies, so that on the way from the old state to the
// new nobody holds what he has in neither, and nobody loses what he keeps.
//
// Access flows member -> group -> grant -> role -> permission. An addition is early if no path through it, in
// both states taken together, has an edge that the plan removes; otherwise it is late and waits for those
// removals. A removal waits for the additions before it in the order that give its people what they keep;
// where only later ones do, there is a gap. Where the plan revokes first, all additions come after the
// removals, which wait for none of them: then there are more gaps. Nothing waits for what comes after it in
// the order, so there is never a cycle.

#include "planner/changes.hpp"

namespace rolecall::planner {

/// Fills `operations` and `gaps` of `out` from the drafts, in the order that out.revoke_first asks for.
void order(const comparison& changes, const model::desired& want, plan::plan& out);

} // namespace rolecall::planner
