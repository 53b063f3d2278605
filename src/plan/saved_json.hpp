#pragma once

// The members of a plan's JSON that only a saved plan needs. Inside this folder only.

#include "base/json_text.hpp"
#include "plan/plan.hpp"

namespace rolecall::plan {

/// An object with the parts of an address, by kind: nobody has to take an address apart.
void put_parts(base::json_text& out, const model::address& at);

/// Everything that carrying an action out needs.
void put_action(base::json_text& out, const action& what);

void put_precondition(base::json_text& out, const precondition& must_be);

} // namespace rolecall::plan
