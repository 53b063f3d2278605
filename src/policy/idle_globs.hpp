#pragma once

#include "model/desired.hpp"
#include "model/policy.hpp"

#include <string>
#include <vector>

namespace rolecall::policy {

/// Those of `globs`, over addresses, that cover nothing: no entry of the policy, nothing that it wants of the
/// organization, nothing that was read there. `want` may be narrowed to them.
std::vector<std::string> idle_globs(const model::policy& policy, const model::desired& want,
                                    const model::organization& live, const model::symbols& names,
                                    const std::vector<std::string>& globs);

} // namespace rolecall::policy
