#include "emulator/routes.hpp"

#include "emulator/endpoints.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace rolecall::emulator {
namespace {

constexpr std::array<route, 60> table_of_routes{{
    {"GET", "/organization/roles", list_roles},
    {"POST", "/organization/roles", create_role},
    {"GET", "/organization/roles/{role_id}", get_role},
    {"POST", "/organization/roles/{role_id}", update_role},
    {"DELETE", "/organization/roles/{role_id}", delete_role},
    {"GET", "/projects/{project_id}/roles", list_roles},
    {"POST", "/projects/{project_id}/roles", create_role},
    {"GET", "/projects/{project_id}/roles/{role_id}", get_role},
    {"POST", "/projects/{project_id}/roles/{role_id}", update_role},
    {"DELETE", "/projects/{project_id}/roles/{role_id}", delete_role},

    {"GET", "/organization/groups", list_groups},
    {"POST", "/organization/groups", create_group},
    {"GET", "/organization/groups/{group_id}", get_group},
    {"POST", "/organization/groups/{group_id}", update_group},
    {"DELETE", "/organization/groups/{group_id}", delete_group},
    {"GET", "/organization/groups/{group_id}/users", list_group_users},
    {"POST", "/organization/groups/{group_id}/users", add_group_user},
    {"GET", "/organization/groups/{group_id}/users/{user_id}", get_group_user},
    {"DELETE", "/organization/groups/{group_id}/users/{user_id}", remove_group_user},

    {"GET", "/organization/groups/{group_id}/roles", list_assigned_roles},
    {"POST", "/organization/groups/{group_id}/roles", assign_role},
    {"GET", "/organization/groups/{group_id}/roles/{role_id}", get_assigned_role},
    {"DELETE", "/organization/groups/{group_id}/roles/{role_id}", unassign_role},
    {"GET", "/organization/users/{user_id}/roles", list_assigned_roles},
    {"POST", "/organization/users/{user_id}/roles", assign_role},
    {"GET", "/organization/users/{user_id}/roles/{role_id}", get_assigned_role},
    {"DELETE", "/organization/users/{user_id}/roles/{role_id}", unassign_role},
    {"GET", "/projects/{project_id}/groups/{group_id}/roles", list_assigned_roles},
    {"POST", "/projects/{project_id}/groups/{group_id}/roles", assign_role},
    {"GET", "/projects/{project_id}/groups/{group_id}/roles/{role_id}", get_assigned_role},
    {"DELETE", "/projects/{project_id}/groups/{group_id}/roles/{role_id}", unassign_role},
    {"GET", "/projects/{project_id}/users/{user_id}/roles", list_assigned_roles},
    {"POST", "/projects/{project_id}/users/{user_id}/roles", assign_role},
    {"GET", "/projects/{project_id}/users/{user_id}/roles/{role_id}", get_assigned_role},
    {"DELETE", "/projects/{project_id}/users/{user_id}/roles/{role_id}", unassign_role},

    {"GET", "/organization/users", list_users},
    {"GET", "/organization/users/{user_id}", get_user},
    {"POST", "/organization/users/{user_id}", update_user},
    {"DELETE", "/organization/users/{user_id}", delete_user},
    {"GET", "/organization/invites", list_invites},
    {"POST", "/organization/invites", create_invite},
    {"GET", "/organization/invites/{invite_id}", get_invite},
    {"DELETE", "/organization/invites/{invite_id}", delete_invite},

    {"GET", "/organization/projects", list_projects},
    {"POST", "/organization/projects", create_project},
    {"GET", "/organization/projects/{project_id}", get_project},
    {"POST", "/organization/projects/{project_id}", update_project},
    {"POST", "/organization/projects/{project_id}/archive", archive_project},
    {"GET", "/organization/projects/{project_id}/users", list_project_users},
    {"POST", "/organization/projects/{project_id}/users", add_project_user},
    {"GET", "/organization/projects/{project_id}/users/{user_id}", get_project_user},
    {"POST", "/organization/projects/{project_id}/users/{user_id}", update_project_user},
    {"DELETE", "/organization/projects/{project_id}/users/{user_id}", remove_project_user},
    {"GET", "/organization/projects/{project_id}/groups", list_project_groups},
    {"POST", "/organization/projects/{project_id}/groups", add_project_group},
    {"GET", "/organization/projects/{project_id}/groups/{group_id}", get_project_group},
    {"DELETE", "/organization/projects/{project_id}/groups/{group_id}", remove_project_group},

    {"GET", "/organization/projects/{project_id}/service_accounts", list_service_accounts},
    {"GET", "/organization/admin_api_keys", list_admin_keys},
    {"GET", "/organization/audit_logs", list_audit_logs},
}};

/// Takes the first segment from `rest`, which begins with a slash.
std::string_view first_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const auto end = std::min(rest.find('/'), rest.size());
  const auto segment = rest.substr(0, end);
  rest.remove_prefix(end);
  return segment;
}

/// What stands between the slashes; too many are one more than any route has.
struct segments {
  std::array<std::string_view, 8> all{};
  std::size_t count = 0;
};

segments segments_of(std::string_view path) {
  segments out;
  while (path.starts_with('/') && out.count < out.all.size()) out.all[out.count++] = first_segment(path);
  if (!path.empty()) out.count = out.all.size();
  return out;
}

bool fits(const segments& pattern, const segments& path) {
  if (pattern.count != path.count) return false;
  for (std::size_t i = 0; i < path.count; ++i) {
    const std::string_view wanted = pattern.all[i];
    if (wanted.starts_with('{') ? path.all[i].empty() : wanted != path.all[i]) return false;
  }
  return true;
}

const std::vector<segments>& all_patterns() {
  static const std::vector<segments> all = [] {
    std::vector<segments> out;
    out.reserve(table_of_routes.size());
    for (const route& one : table_of_routes) out.push_back(segments_of(one.path));
    return out;
  }();
  return all;
}

std::map<std::string, std::string, std::less<>> arguments(std::string_view pattern, std::string_view path) {
  std::map<std::string, std::string, std::less<>> out;
  while (!pattern.empty()) {
    const auto wanted = first_segment(pattern);
    const auto found = first_segment(path);
    if (wanted.starts_with('{')) out.emplace(wanted.substr(1, wanted.size() - 2), percent_decoded(found));
  }
  return out;
}

} // namespace

std::span<const route> all_routes() { return table_of_routes; }

bool is_list(const route& r) { return r.method == "GET" && !r.path.ends_with('}'); }

routed find_route(std::string_view method, std::string_view path) {
  routed out;
  const segments asked = segments_of(path);
  for (std::size_t i = 0; i < table_of_routes.size(); ++i) {
    const route& candidate = table_of_routes[i];
    if (!fits(all_patterns()[i], asked)) continue;
    out.path_known = true;
    if (candidate.method != method) continue;
    out.found = &candidate;
    out.args = arguments(candidate.path, path);
    break;
  }
  return out;
}

} // namespace rolecall::emulator
