#pragma once

#include <string>

namespace rolecall::e2e {

/// Compares with the file, byte for byte. ROLECALL_ACCEPT=1 rewrites the file and fails, so that nobody
/// accepts by accident.
void check_golden(const std::string& said, const std::string& path);

} // namespace rolecall::e2e
