#pragma once

// Journals on the disk: one file for each run, in one folder.

#include "base/store.hpp"
#include "journal/run.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rolecall::journal {

inline constexpr std::size_t most_bytes = std::size_t{256} << 20U;
/// How many old journals are kept; those with something open are kept in any case.
inline constexpr std::size_t most_kept = 100;

struct file {
  std::string run;
  std::string path;
};

std::string path_of(const std::string& folder, const std::string& run);

/// The newest first.
std::variant<std::vector<file>, base::store_failure> files_in(base::store& files, const std::string& folder);

/// A run whose journal is open, and that nobody writes any more.
struct unfinished {
  file which;
  run of;
};
struct open_journals {
  std::vector<unfinished> open;   ///< the newest first
  std::vector<std::string> unfit; ///< of those that cannot be read, what explain() says
  std::vector<file> held;         ///< written by a living process
};

/// The open journals of runs against `api`; of others none is looked at. A missing folder has none.
std::variant<open_journals, base::store_failure> find_open(base::store& files, const std::string& folder,
                                                           const std::string& api);

/// What there is to say of a journal that is not read, with what to do; safe for a terminal.
std::string explain(const unfit& why, const std::string& path);

/// Records of a later run, at the end of a journal that nobody writes any more.
std::optional<base::store_failure> extend(base::store& files, const file& which,
                                          const std::vector<record>& with);

/// Removes the oldest journals beyond `keep`, but none that is held, open or not to be read.
void prune(base::store& files, const std::string& folder, std::size_t keep = most_kept);

} // namespace rolecall::journal
