#pragma once

// First step of resolving: every live thing gets its symbol and the name that addresses show it by, and what
// belongs to another policy is marked.

#include "model/desired.hpp"
#include "model/policy.hpp"

#include <string>
#include <vector>

namespace rolecall::policy {

/// Fills `out.names` and `out.excepted`; every id in `live` is in `names` afterwards.
void name_live_things(const model::exceptions& except, const model::organization& live, model::symbols& names,
                      model::desired& out);

/// The part of it that grants need: all that a resolution lacks where nothing else was read since.
void name_grants(const model::organization& live, model::symbols& names, model::desired& out);

/// After it: users whom the policy names by id are shown by that id, whatever was read of them.
void name_by_policy(const model::policy& policy, model::symbols& names, model::desired& out);

/// Whether one of the globs covers the whole name.
bool matches_any(const std::vector<model::written>& globs, const std::string& name);

} // namespace rolecall::policy
