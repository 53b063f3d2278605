#pragma once

// What one run remembers for the next, in files of the state folder. A file that is damaged, of another
// version, or cannot be written costs calls and never ends a run; the log says so at level info.

#include "base/store.hpp"
#include "live/learned_rates.hpp"
#include "live/partial_reading.hpp"
#include "model/organization.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::cli {

/// What earlier runs have learned about the speed of the API, and what this one adds.
class kept_rates {
public:
  kept_rates(base::store& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  /// As the file has them now; none where there is no folder, or nothing that can be used.
  const live::learned_rates& read();
  void write(const live::learned_rates& all);

private:
  base::store& files_;
  std::string folder_;
  std::string text_; ///< what `known_` was read from
  live::learned_rates known_;
};

/// An interrupted reading that this run may go on with, and this run's own, should it be interrupted.
class kept_reading {
public:
  /// Without a folder, or with `fresh`, there is nothing to go on with. `place` tells whose it is.
  kept_reading(base::store& files, const std::string& folder, const std::string& place, bool fresh,
               live::unix_seconds now);

  /// Whether there is something, if only it is of the organization that is about to be read: one list by the
  /// API must tell.
  [[nodiscard]] bool waits() const { return earlier_ && !confirmed_; }
  /// Returns what to tell people; nothing if it was of another organization and is forgotten.
  std::optional<std::string> confirm(const model::organization& live, live::unix_seconds now);

  /// Those of `lists` that are not at hand.
  [[nodiscard]] std::vector<model::list_ref> missing(std::vector<model::list_ref> lists) const;
  /// Puts what is at hand of `lists` into `live`; returns the others.
  std::vector<model::list_ref> take(std::vector<model::list_ref> lists, live::moment now,
                                    model::organization& live) const;

  /// The reading was interrupted when `wanted` lists were known to be needed.
  void save(const model::organization& live, std::size_t wanted, live::moment now);
  /// After that: what to tell people, once they know why; nothing where nothing was kept.
  [[nodiscard]] const std::optional<std::string>& saved() const { return saved_; }

  /// The reading is complete: nothing is at hand any more, nor kept.
  void finish();

private:
  base::store& files_;
  std::string folder_;
  std::string path_; ///< empty: nothing is kept
  std::optional<live::partial_reading> earlier_;
  bool confirmed_ = false;
  std::optional<std::string> saved_;
};

} // namespace rolecall::cli
