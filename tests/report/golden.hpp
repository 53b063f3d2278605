#pragma once

#include <string>

namespace rolecall::sample {

/// Compares with tests/golden/FOLDER/FILE. ROLECALL_ACCEPT=1 rewrites the file and fails, so that
/// nobody accepts by accident.
void check_golden(const std::string& folder, const std::string& file, const std::string& written);

} // namespace rolecall::sample
