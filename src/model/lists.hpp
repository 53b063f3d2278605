#pragma once

// The lists that the API can answer. Reading, preconditions and re-reading all speak of them.

#include "model/facts.hpp"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::model {

/// Source: the endpoints of the OpenAI administration API, by what they list.
enum class list_kind {
  organization_roles,  ///< GET /organization/roles
  groups,              ///< GET /organization/groups
  projects,            ///< GET /organization/projects
  users,               ///< GET /organization/users
  users_by_email,      ///< GET /organization/users?emails=...
  invites,             ///< GET /organization/invites
  project_roles,       ///< GET /projects/{project_id}/roles
  project_groups,      ///< GET /organization/projects/{project_id}/groups
  project_users,       ///< GET /organization/projects/{project_id}/users
  group_members,       ///< GET /organization/groups/{group_id}/users
  group_roles,         ///< GET /organization/groups/{group_id}/roles
  user_roles,          ///< GET /organization/users/{user_id}/roles
  project_group_roles, ///< GET /projects/{project_id}/groups/{group_id}/roles
  project_user_roles,  ///< GET /projects/{project_id}/users/{user_id}/roles
};

/// One list: its kind and what its path needs, empty where it needs none.
struct list_ref {
  list_kind kind = list_kind::organization_roles;
  std::string project_id;
  std::string principal_id;             ///< a group's or user's id
  std::vector<std::string> emails = {}; ///< of users_by_email: whom it asks for, sorted
  auto operator<=>(const list_ref&) const = default;
};

/// The list of the roles that a principal holds; an empty project id means the organization.
list_ref grants_of(const std::string& project_id, principal_kind kind, const std::string& principal_id);

/// Of what principals a list tells the roles that they hold; nothing of a list of other things.
std::optional<principal_kind> holder_kind(list_kind kind);

/// The endpoint template: "GET /organization/groups/{group_id}/roles".
std::string route(list_kind kind);

/// The same with the ids in their places, for messages; ids are made printable.
std::string to_string(const list_ref& list);

} // namespace rolecall::model
