#pragma once

#include "cli/options.hpp"

#include <string>

namespace rolecall::cli {

/// Where one run keeps what the next may use: --state-dir, else rolecall below XDG_STATE_HOME or
/// ~/.local/state. Empty where the environment names no absolute place. It need not exist.
std::string state_folder(const options& chosen);

/// Where journals are below it; empty where it is.
std::string journal_folder_in(const std::string& state);

} // namespace rolecall::cli
