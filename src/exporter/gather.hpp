#pragma once

#include "exporter/outline.hpp"
#include "model/organization.hpp"

namespace rolecall::exporter {

/// What the policy of an organization says that was read as a whole; without permission sets and suggestions.
outline gather(const model::organization& live);

} // namespace rolecall::exporter
