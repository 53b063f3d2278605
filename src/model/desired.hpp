#pragma once

// What a policy wants of one live organization: its names matched with live ids, as sorted facts, with what
// it owns. Made by policy/resolve, compared by planner, and the reason why live/ reads what it reads.

#include "base/diagnostic.hpp"
#include "model/address.hpp"
#include "model/facts.hpp"
#include "model/organization.hpp"
#include "model/policy.hpp"
#include "model/selection.hpp"
#include "model/thing_names.hpp"

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

/// Keys: the live id of a thing that exists, interned; else a key made by new_key(). A live thing whose name
/// is not `name` is to be renamed.
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
  std::string id; ///< empty: it is to be created
  std::string name;
  rule roles = rule::unmanaged; ///< its custom roles
  rule group_grants =
      rule::unmanaged; ///< the roles of groups in it, of those that the policy does not name too
  rule user_grants = rule::unmanaged; ///< the same of users
  bool uses_roles = false;            ///< something in it needs its role list
  base::source_range cause;
};

struct wanted_member {
  membership what;
  base::source_range cause;
};

struct wanted_grant {
  grant what;
  base::source_range cause;
  std::vector<base::source_range> also; ///< other lines that give the same
};

/// Somebody who is not in the organization, nor invited.
struct wanted_invite {
  std::string email;
  std::string expired_id; ///< of an invitation that ran out and goes first; empty: none
  base::source_range cause;
};

/// A line of the policy that is not carried out in this run; everything else is.
struct unmet_line {
  address at;
  std::string reason; ///< one sentence; foreign text in it is quoted
  base::source_range cause;
  bool operator==(const unmet_line&) const = default;
};

struct desired {
  std::optional<std::string> organization; ///< the only organization this policy may touch
  model::guards guards;                    ///< as the policy has them
  selection only;                          ///< what is planned; the rest is neither read nor compared
  bool needs_groups = false;
  bool needs_projects = false;
  bool needs_invites = false;
  std::set<std::string> unknown_emails; ///< of users that the policy names and no list that was read shows

  std::vector<wanted_role> roles;       ///< sorted by (scope, key)
  std::vector<wanted_group> groups;     ///< sorted by key
  std::vector<wanted_project> projects; ///< sorted by key
  std::vector<wanted_member> members;   ///< sorted by what, without duplicates
  std::vector<wanted_grant> grants;     ///< sorted by what, without duplicates
  std::vector<wanted_invite> invites;   ///< sorted by e-mail

  rule organization_roles = rule::unmanaged;
  rule all_groups = rule::unmanaged;
  rule group_grants = rule::unmanaged; ///< organization roles of groups that no entry names
  rule user_grants = rule::unmanaged;  ///< organization roles of users that no entry names
  std::map<symbol, rule> members_of;   ///< of each group whose members the policy writes
  /// For each principal that the policy names in a scope. An absent one follows the scope's own rule.
  std::map<std::pair<scope, principal>, rule> grants_of;

  std::set<symbol> excepted;    ///< keys of roles, groups and projects that belong to another policy
  std::set<symbol> named_users; ///< keys of users and service accounts that the policy names
  thing_names names;            ///< of every key above and of every live thing
  std::map<symbol, std::string>
      aliases; ///< ids that stand for the predefined roles of a project to be created

  std::vector<unmet_line> blocked;        ///< it cannot be carried out
  std::vector<unmet_line> waiting;        ///< somebody else must act first
  std::vector<base::diagnostic> problems; ///< errors: no plan can be made; warnings

  /// The rule for the grants of `to` at `at`.
  [[nodiscard]] rule grant_rule(scope at, principal to) const;
  /// The rule for the members of `group`.
  [[nodiscard]] rule member_rule(symbol group) const;
  /// The rule for the custom roles of the scope that `role` belongs to.
  [[nodiscard]] rule role_rule(const live_role& role, const symbols& known) const;
  [[nodiscard]] const wanted_role* role(scope at, symbol key) const;
  [[nodiscard]] const wanted_group* group(symbol key) const;
  [[nodiscard]] const wanted_project* project(symbol key) const;

  [[nodiscard]] address scope_address(scope at) const; ///< empty for the organization
  [[nodiscard]] address role_address(scope at, symbol role) const;
  [[nodiscard]] address principal_address(scope at, principal to) const;
  [[nodiscard]] address grant_address(const grant& what) const;
  [[nodiscard]] address member_address(const membership& what) const;
  /// A user as addresses show him: by e-mail where his entry was read, else by id.
  [[nodiscard]] thing_name user_name(symbol key, const std::string& id) const;
};

/// Key of a thing that is not there yet. No live id looks like it: ids hold no control characters.
std::string new_key(const std::string& kind, const std::string& scope_key, const std::string& name);
/// Whether `key` is of a live thing.
bool is_live_key(const std::string& key);

/// Live custom roles and groups that an authoritative list does not have: what a plan would delete.
std::vector<const live_role*> surplus_roles(const desired& want, const organization& live,
                                            const symbols& names);
std::vector<const live_group*> surplus_groups(const desired& want, const organization& live,
                                              const symbols& names);

/// Why a grant stays although an authoritative list does not have it.
enum class spared {
  no,
  organization_reader, ///< every user is a reader
  organization_owner,  ///< owners, who remain such, are owners of every project
  unnamed_account      ///< a service account, or who has no e-mail, and the policy does not name the id
};
spared why_spared(const live_grant& held, const desired& want, const organization& live,
                  const symbols& names);
/// The same for a member of a group: only for accounts that the policy does not name.
spared why_spared(const std::string& user_id, const desired& want, const organization& live,
                  const symbols& names);

/// Grants of users that an authoritative list does not have and that may go, also those that a group
/// explains.
std::vector<const live_grant*> surplus_user_grants(const desired& want, const organization& live,
                                                   const symbols& names);

} // namespace rolecall::model
