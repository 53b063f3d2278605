#pragma once

// Who can do what, before and after a change: members, grants and roles of both sides. Access is a union, so
// a principal may do at a scope what any of its roles there permits, and a user what his groups may.

#include "model/facts.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace rolecall::access {

/// Sorted, without duplicates; a view of a role's, which must outlive it.
using permission_list = std::span<const std::string>;

/// Role keys are unique over all scopes.
using role_permissions = std::map<model::symbol, permission_list>;

/// One side: before the plan, or after it.
struct side {
  std::vector<model::grant> grants;   ///< held directly; sorted, without duplicates
  std::vector<model::grant> doubtful; ///< of users, given by a group and perhaps held directly too; sorted
  role_permissions roles;
  std::map<model::symbol, std::set<model::symbol>> members; ///< users of each group, as far as they were read
  std::map<model::symbol, std::set<model::symbol>> groups;  ///< the same by user

  void add(const model::membership& who);
  [[nodiscard]] const std::set<model::symbol>& members_of(model::symbol group) const;
  [[nodiscard]] const std::set<model::symbol>& groups_of(model::symbol user) const;
  [[nodiscard]] bool has(const model::membership& who) const;

  /// The grants of one principal at one scope.
  [[nodiscard]] std::span<const model::grant> of(model::scope at, model::principal to) const;
  [[nodiscard]] std::span<const model::grant> doubtful_of(model::scope at, model::principal to) const;
  [[nodiscard]] bool holds(const model::grant& what) const;
  /// What the role permits; nothing where it is not known.
  [[nodiscard]] permission_list permissions_of(model::symbol role) const;
  [[nodiscard]] bool role_permits(model::symbol role, const std::string& permission) const;
  /// By grants of its own.
  [[nodiscard]] bool permits(model::scope at, model::principal to, const std::string& permission) const;
  /// A user, also through groups.
  [[nodiscard]] bool permits_user(model::scope at, model::symbol user, const std::string& permission) const;
};

/// Permissions in `from` that are not in `other`.
std::vector<std::string> missing(permission_list from, permission_list other);

} // namespace rolecall::access
