#pragma once

// One function an operation of the API. Those on roles and assignments serve the organization and its
// projects alike: the path tells which.

#include "emulator/call.hpp"

namespace rolecall::emulator {

response list_roles(call& c);
response create_role(call& c);
response get_role(call& c);
response update_role(call& c);
response delete_role(call& c);

response list_assigned_roles(call& c);
response assign_role(call& c);
response get_assigned_role(call& c);
response unassign_role(call& c);

response list_groups(call& c);
response create_group(call& c);
response get_group(call& c);
response update_group(call& c);
response delete_group(call& c);

response list_group_users(call& c);
response add_group_user(call& c);
response get_group_user(call& c);
response remove_group_user(call& c);

response list_users(call& c);
response get_user(call& c);
response update_user(call& c);
response delete_user(call& c);

response list_invites(call& c);
response create_invite(call& c);
response get_invite(call& c);
response delete_invite(call& c);
/// No request of the API: what the invited person does. The body names his `email`; he becomes a user, with
/// what the pending invitation gives.
response accept_invite(call& c);

response list_projects(call& c);
response create_project(call& c);
response get_project(call& c);
response update_project(call& c);
response archive_project(call& c);

response list_project_users(call& c);
response add_project_user(call& c);
response get_project_user(call& c);
response update_project_user(call& c);
response remove_project_user(call& c);

response list_project_groups(call& c);
response add_project_group(call& c);
response get_project_group(call& c);
response remove_project_group(call& c);

response list_service_accounts(call& c);
response list_admin_keys(call& c);
response list_audit_logs(call& c);

/// Takes a role away, and with it, if the service behaves so, the membership that it was the last reason for.
bool take_role(call& c, project* in, const principal& who, const std::string& role_id);

} // namespace rolecall::emulator
