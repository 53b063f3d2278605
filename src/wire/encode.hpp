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
std::string update_role(const std::optional<std::string>& description,
                        const std::optional<std::vector<std::string>>& permissions);

std::string create_group(const std::string& name);
std::string assign_role(const std::string& role_id);

/// Body to add a group to a project; here `role` is a role's id.
std::string add_project_group(const std::string& group_id, const std::string& role_id);

} // namespace rolecall::wire
