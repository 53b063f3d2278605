#pragma once

// The live organization, as far as it was read. Built up list by list; what was never read is not known to be
// empty: ask has_read() first.

#include "model/facts.hpp"
#include "model/lists.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rolecall::model {

// Equality of these tells whether a thing that came on two pages is one thing.

struct live_role {
  std::string id; ///< bound id, fit for a path
  std::string name;
  std::optional<std::string> description;
  std::vector<std::string> permissions; ///< sorted, without duplicates
  bool predefined = false;
  std::string project_id; ///< empty: a role of the organization
  bool operator==(const live_role&) const = default;
};

/// Who decides about a group and its members. What is not known to be ours is read-only.
enum class group_owner { organization, identity_provider, tenant, unknown };

struct live_group {
  std::string id;
  std::string name;
  group_owner owner = group_owner::organization;
  bool operator==(const live_group&) const = default;
};

struct live_project {
  std::string id;
  std::string name;
  bool archived = false;
  bool operator==(const live_project&) const = default;
};

struct live_user {
  std::string id;
  std::string email;            ///< lower case; may be empty
  bool service_account = false; ///< only the list of all users tells
  std::string organization_role =
      {}; ///< "owner" or "reader", as far as the list of all users tells; may be empty
  bool operator==(const live_user&) const = default;
};

enum class invite_status { pending, accepted, expired };

struct live_invite {
  std::string id;
  std::string email; ///< lower case
  invite_status status = invite_status::pending;
  bool operator==(const live_invite&) const = default;
};

/// How a principal comes to hold a role. Groups hold all of theirs directly.
enum class grant_source {
  direct,
  untold,    ///< not said: direct, or through a group
  explained, ///< not said, and a group of that user holds the role
  inherited  ///< through others only
};

/// A role that a principal holds, all by ids.
struct live_grant {
  std::string project_id; ///< empty: at organization scope
  principal_kind kind = principal_kind::group;
  std::string principal_id;
  std::string role_id; ///< bound
  grant_source source = grant_source::direct;
  auto operator<=>(const live_grant&) const = default;
};

/// How one list was read.
struct list_read {
  int pages = 0;
  std::chrono::steady_clock::time_point at; ///< when its last page came
};

/// Everything read so far. Every vector is sorted by id (see sort()).
struct organization {
  std::optional<std::string> id; ///< org_..., from bound role ids or the answer's header
  std::vector<live_role> roles;
  std::vector<live_group> groups;
  std::vector<live_project> projects;
  std::vector<live_user> users;
  std::vector<live_invite> invites;
  std::vector<live_grant> grants;
  std::map<list_ref, std::vector<std::string>>
      members;                                ///< ids listed by project_groups, project_users, group_members
  std::map<list_ref, list_read> read;         ///< every list that was read to its end
  std::map<list_ref, std::string> unreadable; ///< lists refused to us, with what the server said
  std::set<list_ref> missing;                 ///< of those, the ones that the server says do not exist
  std::set<std::string> unheard_of; ///< ids of users whose role list said that there is no such user

  [[nodiscard]] bool has_read(const list_ref& list) const { return read.contains(list); }
  [[nodiscard]] const live_role* role(const std::string& role_id) const;
  [[nodiscard]] const live_group* group(const std::string& group_id) const;
  [[nodiscard]] const live_project* project(const std::string& project_id) const;
  [[nodiscard]] const live_user* user(const std::string& user_id) const;
  /// Whether it is known that no user or service account has this id. That the list of all users does not
  /// show it says so only of ids of people: service accounts may be missing there.
  [[nodiscard]] bool is_nobody(const std::string& user_id) const;
  /// The ids that `list` has; empty where it was not read.
  [[nodiscard]] const std::vector<std::string>& listed(const list_ref& list) const;

  /// Brings every vector into the order of ids; lookups need it after each change.
  void sort();
};

/// Whether the principal may hold the role by itself, and not through a group only: who is not in a project
/// holds there what groups give. Where the list of a project's users was not read, anybody may be in it.
bool may_be_its_own(const live_grant& held, const organization& live);

/// The plain name of a predefined role (`owner`, `reader`, `member`, `viewer`), whatever form the API
/// displays
/// ("Project Member"): by the form of its id, else by its name. Another predefined role: its live name.
/// A custom role: its name.
std::string plain_name(const live_role& role);

/// The name that a role or group bears for a moment while two pass on theirs. Follows from the id, so that a
/// run that was killed in between is understood by the next.
std::string passing_name(const std::string& id);

/// The organization's id inside a bound predefined role id
/// (`role-api-organization-owner__api-organization__org-abc`), if it has that form.
std::optional<std::string> organization_of_role_id(const std::string& role_id);

/// Whether a policy may use this name for a role of its own: the plain predefined names are taken, in any
/// case.
bool is_predefined_name(const std::string& name);

} // namespace rolecall::model
