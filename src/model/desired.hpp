#pragma once

// What a policy wants of one live organization: its names matched with live ids, as sorted facts, with what
// it owns. Made by policy/resolve, compared by planner, and the reason why live/ reads what it reads.

#include "base/diagnostic.hpp"
#include "model/address.hpp"
#include "model/facts.hpp"
#include "model/organization.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::model {

/// What the policy may do to a list.
enum class rule {
  unmanaged,    ///< not written: not looked at
  additive,     ///< add and change
  held,         ///< authoritative, but one of its lines is blocked: nothing is removed in this run
  authoritative ///< also remove what is not wanted
};

/// Keys: the live id of a thing that exists, interned; else a key made by new_key().
struct wanted_role {
  scope at;
  symbol key = symbol::none;
  std::string name;
  std::optional<std::string> description; ///< not written: left alone
  std::vector<std::string> permissions;   ///< sorted, without duplicates
  bool create = true;                     ///< false: others own it; nothing is compared
  base::source_range cause;
};

struct wanted_group {
  symbol key = symbol::none;
  std::string name;
  bool create = true;
  base::source_range cause;
};

struct wanted_project {
  symbol key = symbol::none;
  std::string id;
  rule roles = rule::unmanaged;  ///< its custom roles
  rule grants = rule::unmanaged; ///< the roles of groups in it, of those that the policy does not name too
  bool uses_roles = false;       ///< something in it needs its role list
};

struct wanted_grant {
  grant what;
  base::source_range cause;
};

/// A line that cannot be carried out in this organization; everything else can.
struct blocked_line {
  address at;
  std::string reason; ///< one sentence; foreign text in it is quoted
  base::source_range cause;
};

struct desired {
  std::optional<std::string> organization; ///< the only organization this policy may touch
  bool needs_groups = false;
  bool needs_projects = false;

  std::vector<wanted_role> roles;       ///< sorted by (scope, key)
  std::vector<wanted_group> groups;     ///< sorted by key
  std::vector<wanted_project> projects; ///< sorted by key; only those found live
  std::vector<wanted_grant> grants;     ///< sorted by what, without duplicates

  rule organization_roles = rule::unmanaged;
  rule all_groups = rule::unmanaged;
  rule organization_grants = rule::unmanaged; ///< of groups that no entry names
  /// For each principal that the policy names in a scope. An absent group follows the scope's own rule.
  std::map<std::pair<scope, principal>, rule> grants_of;

  std::set<symbol> excepted;          ///< keys of roles, groups and projects that belong to another policy
  std::map<symbol, thing_name> names; ///< of every key above and of every live thing; projects, groups, roles

  std::vector<blocked_line> blocked;
  std::vector<base::diagnostic> problems; ///< errors: no plan can be made; warnings

  /// The rule for the grants of `to` at `at`. The rules of a scope speak of groups; a user follows them
  /// nowhere.
  [[nodiscard]] rule grant_rule(scope at, principal to) const;
  /// The rule for the custom roles of the scope that `role` belongs to.
  [[nodiscard]] rule role_rule(const live_role& role, const symbols& known) const;
  [[nodiscard]] const wanted_role* role(scope at, symbol key) const;
  [[nodiscard]] const wanted_group* group(symbol key) const;
  [[nodiscard]] const wanted_project* project(symbol key) const;

  [[nodiscard]] address scope_address(scope at) const; ///< empty for the organization
  [[nodiscard]] address role_address(scope at, symbol role) const;
  [[nodiscard]] address principal_address(scope at, principal to) const;
  [[nodiscard]] address grant_address(const grant& what) const;
  /// A user as addresses show him: by e-mail where his entry was read, else by id.
  [[nodiscard]] thing_name user_name(symbol key, const std::string& id) const;
};

/// Key of a thing that is not there yet. No live id looks like it: ids hold no control characters.
std::string new_key(const std::string& project_key, const std::string& name);

/// Live custom roles and groups that an authoritative list does not have: what a plan would delete.
std::vector<const live_role*> surplus_roles(const desired& want, const organization& live,
                                            const symbols& names);
std::vector<const live_group*> surplus_groups(const desired& want, const organization& live,
                                              const symbols& names);

} // namespace rolecall::model
