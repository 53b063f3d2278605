#pragma once

#include <string>

namespace rolecall::cli {

/// Value of an environment variable; empty where it is not set.
std::string environment(const char* name);

} // namespace rolecall::cli
