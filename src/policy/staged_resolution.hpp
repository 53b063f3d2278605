#pragma once

// Resolving while an organization is read, list after list.

#include "policy/resolve.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace rolecall::policy {

/// Resolves after each stage of a reading. What tells only who holds which role, as the last stages do,
/// changes nothing in the answer but names, and is not worth resolving again.
class staged_resolution {
public:
  /// `policy` outlives this.
  staged_resolution(const model::policy& policy, model::selection only)
      : policy_(policy), only_(std::move(only)) {}

  /// After lists were read that had not been read before: want() is what resolve() gives now.
  void advance(const model::organization& live, model::symbols& names);
  /// The same after whatever reading.
  void renew(const model::organization& live, model::symbols& names);

  [[nodiscard]] const model::desired& want() const { return want_; }

private:
  /// How much was read of what there is, without grants. Lists read for the first time only add to it.
  struct extent {
    std::size_t things = 0; ///< roles, groups, projects, users, invitations
    std::size_t lists = 0;  ///< of them, and of members
    std::size_t told = 0;   ///< lists that were refused, users that nobody has heard of
    std::optional<std::string> id;
    bool operator==(const extent&) const = default;
  };
  static extent extent_of(const model::organization& live);

  const model::policy& policy_;
  model::selection only_;
  model::desired want_;
  std::optional<extent> of_; ///< what of the organization is in `want_`
};

} // namespace rolecall::policy
