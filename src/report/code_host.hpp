#pragma once

// What the formats of code hosts (GitHub, GitLab, and who reads SARIF) have in common.

#include "base/diagnostic.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::report {

/// A rule as those who read reports want to know it.
struct rule_about {
  std::string id;   ///< "RC042"
  std::string name; ///< a few words joined by '-'
  base::severity level = base::severity::error;
  std::string meaning; ///< one line, lower case, no full stop
};

/// Where a run takes place.
struct checkout {
  std::string root;   ///< the working directory, absolute; code hosts take paths to begin there
  std::string policy; ///< what a diagnostic is about that names no file
};

/// `file` from the root on, without "." and as few ".." as possible; the policy if `file` is empty.
std::string path_in(const checkout& where, const std::string& file);

/// The same diagnostics, each with a file, its path from the root on.
std::vector<base::diagnostic> in_checkout(std::vector<base::diagnostic> all, const checkout& where);

/// One for each, no two equal, the same in the next run even if the line has moved: made of rule, path, the
/// text of the line, and how many like it came before. 16 hexadecimal digits, ':', number from 1.
std::vector<std::string> fingerprints(const std::vector<base::diagnostic>& all);

/// From 1; a file as a whole is the empty stretch at its beginning. `end_column` is one past the last.
struct region {
  std::size_t line = 1;
  std::size_t column = 1;
  std::size_t end_column = 1;
};
region region_of(const base::source_range& at);

/// Where `id` stands in `rules`; their number if it does not.
std::size_t index_of(std::span<const rule_about> rules, std::string_view id);

} // namespace rolecall::report
