#pragma once

// What an organization is, as the emulator keeps it. Times are Unix seconds; ids are never reused.

#include "emulator/table.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

using unix_time = std::int64_t;

enum class principal_kind { group, user };

struct principal {
  principal_kind kind = principal_kind::user;
  std::string id;
  auto operator<=>(const principal&) const = default;
};

struct role {
  std::string id;
  std::string name;
  std::optional<std::string> description;
  std::vector<std::string> permissions;
  bool predefined = false;
  unix_time created_at = 0;
  unix_time updated_at = 0;
};

/// Ids of roles, in the order they were assigned; no empty list is kept.
using assignments = std::map<principal, std::vector<std::string>>;

/// The organization as a whole or one project: what roles there are, and who holds them directly.
struct scope {
  std::string id;
  std::string resource_type; ///< api.organization or api.project
  table<role> roles;
  assignments held;
};

struct user {
  std::string id;
  std::optional<std::string> email;
  std::optional<std::string> name;
  unix_time added_at = 0;
  bool scim = false;
  bool service_account = false;
  bool listed = true; ///< else known only through groups and projects
  std::optional<std::string> technical_level;
  std::optional<std::string> developer_persona;
};

/// Someone in something: a member of a group, a group or a user of a project.
struct membership {
  std::string id; ///< of the user or group
  unix_time since = 0;
};

struct group {
  std::string id;
  std::string name;
  unix_time created_at = 0;
  bool scim = false;
  std::string type = "group"; ///< or "tenant_group", "unknown"
  table<membership> members;
};

struct service_account {
  std::string id;
  std::string name;
  unix_time created_at = 0;
};

struct project {
  std::string id;
  std::string name;
  unix_time created_at = 0;
  std::optional<unix_time> archived_at;
  bool is_default = false;
  std::optional<std::string> external_key_id;
  std::optional<std::string> residency;
  scope access;
  table<membership> groups;
  table<membership> users;
  table<service_account> service_accounts;
};

struct invited_project {
  std::string id;
  std::string role;
};

struct invite {
  std::string id;
  std::string email;
  std::string role;
  std::string status = "pending";
  unix_time created_at = 0;
  std::optional<unix_time> expires_at;
  std::optional<unix_time> accepted_at;
  std::vector<invited_project> projects;
};

struct admin_key {
  std::string id;
  std::optional<std::string> name;
  std::string redacted_value;
  std::string owner; ///< id of a user or service account
  unix_time created_at = 0;
  std::optional<unix_time> expires_at;
  std::optional<unix_time> last_used_at;
};

struct audit_event {
  std::string id;
  std::string type;
  unix_time at = 0;
  std::string project; ///< id of the project it is attributed to; may be empty
  std::string actor;   ///< JSON
  std::string payload; ///< JSON object
  std::string actor_id;
  std::string actor_email;
  std::vector<std::string> resources; ///< ids that the filter resource_ids finds
};

struct state {
  std::string name;
  scope access; ///< its id is the organization's
  table<user> users;
  table<group> groups;
  table<project> projects;
  table<invite> invites;
  table<admin_key> admin_keys;
  std::vector<audit_event> audit; ///< oldest first
};

/// "member" for a predefined role, whether it is named "member" or "Project Member": by its id, else by its
/// name.
std::string plain_name(const role& predefined);

/// The role of a scope with that predefined plain name ("owner"); always there.
const role& predefined_role(const scope& where, std::string_view plain_name);

/// The bound id that stands behind a short alias such as role-api-project-member; other ids come back as they
/// are.
std::string bound_role_id(const scope& where, const std::string& id);

bool holds(const scope& where, const principal& who, const std::string& role_id);
void assign(scope& where, const principal& who, const std::string& role_id);
/// False if it was not assigned.
bool unassign(scope& where, const principal& who, const std::string& role_id);
/// Leaves exactly one predefined role, the given one; custom roles stay.
void replace_predefined(scope& where, const principal& who, const std::string& role_id);

/// Whether `who` is known as a user: of the organization, or a service account of a project.
bool is_person(const state& org, const std::string& id);

const service_account* find_service_account(const state& org, const std::string& id);

/// Removes every trace of a user or group: memberships and assignments.
void forget(state& org, const principal& who);

} // namespace rolecall::emulator
