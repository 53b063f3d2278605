#pragma once

// --only: takes out of what is wanted all that is neither covered nor needed by what is.

#include "model/desired.hpp"

namespace rolecall::policy {

/// `want` is whole and sorted, and says in `only` what to keep. What does not exist yet and is needed by
/// something covered is kept: a role to grant, a group to put somebody in.
void narrow(model::desired& want, const model::symbols& names);

} // namespace rolecall::policy
