#pragma once

// Diagnostics for machines: schema/diagnostics.schema.json.

#include "base/diagnostic.hpp"

#include <string>
#include <vector>

namespace rolecall::report {

/// Indented, ends with a line end; in the order given. Columns count characters; `end` is one past the last.
std::string diagnostics_json(const std::vector<base::diagnostic>& all);

} // namespace rolecall::report
