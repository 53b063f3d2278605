#include "model/lists.hpp"

#include "base/text.hpp"

namespace rolecall::model {
namespace {

void replace(std::string& text, const std::string& mark, const std::string& value) {
  if (const auto at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), value);
}

} // namespace

list_ref grants_of(const std::string& project_id, principal_kind kind, const std::string& principal_id) {
  const bool group = kind == principal_kind::group;
  const list_kind organization = group ? list_kind::group_roles : list_kind::user_roles;
  const list_kind project = group ? list_kind::project_group_roles : list_kind::project_user_roles;
  return {project_id.empty() ? organization : project, project_id, principal_id};
}

std::optional<principal_kind> holder_kind(list_kind kind) {
  switch (kind) {
  case list_kind::group_roles:
  case list_kind::project_group_roles: return principal_kind::group;
  case list_kind::user_roles:
  case list_kind::project_user_roles: return principal_kind::user;
  default: return std::nullopt;
  }
}

std::string route(list_kind kind) {
  switch (kind) {
  case list_kind::organization_roles: return "GET /organization/roles";
  case list_kind::groups: return "GET /organization/groups";
  case list_kind::projects: return "GET /organization/projects";
  case list_kind::users:
  case list_kind::users_by_email: return "GET /organization/users";
  case list_kind::invites: return "GET /organization/invites";
  case list_kind::project_roles: return "GET /projects/{project_id}/roles";
  case list_kind::project_groups: return "GET /organization/projects/{project_id}/groups";
  case list_kind::project_users: return "GET /organization/projects/{project_id}/users";
  case list_kind::group_members: return "GET /organization/groups/{group_id}/users";
  case list_kind::group_roles: return "GET /organization/groups/{group_id}/roles";
  case list_kind::user_roles: return "GET /organization/users/{user_id}/roles";
  case list_kind::project_group_roles: return "GET /projects/{project_id}/groups/{group_id}/roles";
  case list_kind::project_user_roles: return "GET /projects/{project_id}/users/{user_id}/roles";
  }
  return {};
}

std::string to_string(const list_ref& list) {
  std::string out = route(list.kind);
  replace(out, "{project_id}", base::printable(list.project_id));
  replace(out, "{group_id}", base::printable(list.principal_id));
  replace(out, "{user_id}", base::printable(list.principal_id));
  return out;
}

} // namespace rolecall::model
