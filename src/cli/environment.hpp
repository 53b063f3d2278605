#pragma once

#include <string>

namespace rolecall::cli {

/// Value of an environment variable; empty where it is not set.
std::string environment(const char* name);

/// "ada@laptop": who runs this, and where.
std::string user_and_host();

} // namespace rolecall::cli
