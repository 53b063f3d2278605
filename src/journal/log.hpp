#pragma once

// The journal of this run, while it is written.

#include "base/store.hpp"
#include "journal/run.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace rolecall::journal {

class log {
public:
  /// A new journal in `folder`, which is made if need be; its first record is on the disk.
  static std::variant<std::unique_ptr<log>, base::store_failure> open(base::store& files,
                                                                      const std::string& folder, begin head);

  log(std::unique_ptr<base::store_log> to, run so_far) : to_(std::move(to)), so_far_(std::move(so_far)) {}

  /// On the disk only after sync(). Does nothing once something has failed.
  void append(const record& what);
  void sync();

  /// Why not everything that was appended can be relied upon.
  [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }
  /// Records appended so far.
  [[nodiscard]] std::size_t appended() const { return appended_; }
  /// What a reader would make of it.
  [[nodiscard]] const run& so_far() const { return so_far_; }

private:
  void note(const std::optional<base::store_failure>& failed);

  std::unique_ptr<base::store_log> to_;
  run so_far_;
  std::size_t appended_ = 0;
  std::optional<std::string> failure_;
};

} // namespace rolecall::journal
