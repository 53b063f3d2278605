#pragma once

// The seam to files that must survive a bad day: journals, locks, learned rates, plans. Behind it the disk
// (disk_store.hpp) or memory that loses what was not synced (memory_store.hpp).

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rolecall::base {

enum class store_problem {
  missing,
  exists,
  denied,    ///< no permission, or a read-only file system
  full,      ///< no space, or over a quota
  too_large, ///< the file is longer than the reader is willing to take
  unsafe,    ///< a symbolic link or no plain file stands in the place
  busy,      ///< somebody else has the guard
  other
};

struct store_failure {
  store_problem kind = store_problem::other;
  std::string message; ///< "cannot write FILE: No space left on device"; safe for a terminal
};

/// A file that only grows, by its end.
class store_log {
public:
  store_log() = default;
  store_log(const store_log&) = delete;
  store_log& operator=(const store_log&) = delete;
  virtual ~store_log() = default;

  /// What was appended may be lost, as a whole or from any byte on, until sync() has returned. After a
  /// failure the file may end in a part of `data`.
  virtual std::optional<store_failure> append(std::string_view data) = 0;
  virtual std::optional<store_failure> sync() = 0;
};

/// While it lives nobody else, in any process, has the guard on the same file. It ends with the process, too,
/// however that ends.
class store_guard {
public:
  store_guard() = default;
  store_guard(const store_guard&) = delete;
  store_guard& operator=(const store_guard&) = delete;
  virtual ~store_guard() = default;
};

/// Files are readable and writable by their owner only, and never followed through a symbolic link.
class store {
public:
  store() = default;
  store(const store&) = delete;
  store& operator=(const store&) = delete;
  virtual ~store() = default;

  virtual std::variant<std::string, store_failure> read(const std::string& path, std::size_t most_bytes) = 0;

  /// Afterwards the file holds `data`, synced; at no time, even after a crash, anything but this or what it
  /// held before.
  virtual std::optional<store_failure> replace(const std::string& path, std::string_view data) = 0;

  /// As replace(), where there is no file yet; else fails as `exists`. Of several who try one succeeds.
  virtual std::optional<store_failure> create(const std::string& path, std::string_view data) = 0;

  /// A new and empty file, itself synced; fails as `exists`. It is held from its first moment until the log
  /// goes or the process ends, however it ends.
  virtual std::variant<std::unique_ptr<store_log>, store_failure> open_log(const std::string& path) = 0;

  /// Whether a living process, this one included, has the file open as a log. False where that cannot be
  /// told.
  virtual bool is_held(const std::string& path) = 0;

  /// Names of the plain files in `folder`, sorted; none if there is no such folder.
  virtual std::variant<std::vector<std::string>, store_failure> list(const std::string& folder) = 0;

  /// That there is none already is no failure.
  virtual std::optional<store_failure> remove(const std::string& path) = 0;

  /// The guard on `path`, an empty file that is made where it lacks and stays. Does not wait: fails as
  /// `busy`.
  virtual std::variant<std::unique_ptr<store_guard>, store_failure> guard(const std::string& path) = 0;

  /// `folder` and what lacks of its parents, for their owner only.
  virtual std::optional<store_failure> make_folder(const std::string& folder) = 0;
};

} // namespace rolecall::base
