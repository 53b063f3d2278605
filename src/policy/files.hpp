#pragma once

// Policy files on disk: which of them, in which order, and reading them once into memory.

#include "base/diagnostic.hpp"
#include "policy/source.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace rolecall::policy {

struct files {
  std::vector<source> sources; ///< folders in byte order of the path
  std::vector<base::diagnostic> diagnostics;
};

/// Reads each of `paths`: a file, a folder (every *.yaml and *.yml below it; dot names are skipped), or `-`
/// for `standard_input`. What cannot be read is a diagnostic, and the others are read all the same. Refuses
/// pipes, devices, links out of a folder, more than 10,000 files, and more than 64 MiB in all.
files read_files(const std::vector<std::string>& paths, std::istream& standard_input);

} // namespace rolecall::policy
