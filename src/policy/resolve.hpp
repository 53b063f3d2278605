#pragma once

// A policy meets an organization: names become live ids, what is not there yet gets a key of its own, what
// cannot be carried out is set apart as blocked or waiting. Pure; looks only at what `live` has read, so it
// is called after each stage of reading and its answer says what is still needed.

#include "model/desired.hpp"
#include "model/policy.hpp"

namespace rolecall::policy {

/// `names` gets the symbols of all live things and of all keys in the answer; `only` is the part to plan.
/// Errors (an ambiguous name, an id whose name is another, another organization) stand in `problems`; then no
/// plan may be made of the answer.
model::desired resolve(const model::policy& policy, const model::organization& live, model::symbols& names,
                       const model::selection& only = {});

} // namespace rolecall::policy
