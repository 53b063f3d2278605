#pragma once

// Who can do what, before and after a change: grants and roles of both sides as sorted arrays. Access is a
// union, so a principal may do at a scope what any of its roles there permits.

#include "model/facts.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace rolecall::access {

/// A role's permissions, sorted. Role keys are unique over all scopes.
using role_permissions = std::map<model::symbol, std::vector<std::string>>;

/// One side: before the plan, or after it.
struct side {
  std::vector<model::grant> grants; ///< sorted, without duplicates
  role_permissions roles;

  /// The grants of one principal at one scope.
  [[nodiscard]] std::span<const model::grant> of(model::scope at, model::principal to) const;
  [[nodiscard]] bool role_permits(model::symbol role, const std::string& permission) const;
  [[nodiscard]] bool permits(model::scope at, model::principal to, const std::string& permission) const;
};

/// Permissions in `from` that are not in `other`; both sorted.
std::vector<std::string> missing(const std::vector<std::string>& from, const std::vector<std::string>& other);

} // namespace rolecall::access
