#pragma once

// The commands, each with its own options and those of the families in parse_options.

#include "cli/parse_options.hpp"

namespace rolecall::cli {

/// In the order of the help. What is typed goes into `into`, which must outlive the parsing.
void add_commands(CLI::App& app, typed& into);

} // namespace rolecall::cli
