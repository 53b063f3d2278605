#pragma once

#include "exporter/outline.hpp"

namespace rolecall::exporter {

/// Takes permissions that several roles share out of them into named sets. What each role allows stays.
void take_out_permission_sets(outline& of);

} // namespace rolecall::exporter
