#pragma once

namespace rolecall::cli {

/// The whole program but for what only a process can do; returns the exit code.
int run(int argc, const char* const* argv);

} // namespace rolecall::cli
