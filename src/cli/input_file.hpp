#pragma once

// Files that were written by a run and are given to another: snapshots, plans.

#include <cstddef>
#include <optional>
#include <string>

namespace rolecall::cli {

/// The whole file; nothing, with errno, if it cannot be read or is longer than `most` bytes.
std::optional<std::string> contents(const std::string& path, std::size_t most);

} // namespace rolecall::cli
