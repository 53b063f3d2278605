#pragma once

#include "exporter/outline.hpp"
#include "model/organization.hpp"

namespace rolecall::exporter {

/// Globs over names of projects under which every active project gives the same groups the same roles today.
std::vector<suggestion> suggest_templates(const outline& of, const model::organization& live);

} // namespace rolecall::exporter
