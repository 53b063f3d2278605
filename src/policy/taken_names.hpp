#pragma once

// Renames that cannot be: another thing of that kind and scope has the name and keeps it.

#include "model/desired.hpp"

namespace rolecall::policy {

/// Takes such renames out of `want`, which is whole and sorted, and blocks their lines; what else
/// changes of those things stays. Their lists lose nothing, so that a name which only a deletion would free
/// is kept too.
void block_taken_names(model::desired& want, const model::organization& live, const model::symbols& names);

} // namespace rolecall::policy
