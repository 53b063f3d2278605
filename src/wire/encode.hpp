#pragma once

// What the API is asked to do, as request bodies (JSON texts). Source: the OpenAPI description of the
// administration endpoints; a role is created with `role_name` and comes back with `name`.

#include <optional>
#include <string>
#include <vector>

namespace rolecall::wire {

/// Body to create a role; permissions go out sorted and without duplicates, as they are given.
std::string create_role(const std::string& name, const std::optional<std::string>& description,
                        const std::vector<std::string>& permissions);

/// Body to change a role: only what is given is sent; permissions replace the whole set.
std::string update_role(const std::optional<std::string>& name, const std::optional<std::string>& description,
                        const std::optional<std::vector<std::string>>& permissions);

/// Body to create, or to rename, a group; or to create a project.
std::string named(const std::string& name);
std::string assign_role(const std::string& role_id);
std::string add_member(const std::string& user_id);

/// Body to invite as a reader of the organization, to no project: without the empty list the server would
/// invite to the default project too.
std::string create_invite(const std::string& email);

/// Body to give a user a predefined role by its legacy name: "owner", "reader"; in a project "owner",
/// "member".
std::string legacy_role(const std::string& role);
/// Body to add a user to a project; `role` is "owner" or "member".
std::string add_project_user(const std::string& user_id, const std::string& role);

/// Body to add a group to a project; here `role` is a role's id.
std::string add_project_group(const std::string& group_id, const std::string& role_id);

} // namespace rolecall::wire
