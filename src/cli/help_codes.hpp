#pragma once

#include "cli/options.hpp"

#include <string>

namespace rolecall::cli {

/// "Exit codes:" and a line for each with which the command can end, for its --help.
std::string exit_codes_of(command which);

} // namespace rolecall::cli
