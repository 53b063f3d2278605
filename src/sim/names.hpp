#pragma once

// The few names that organizations and policies of a simulation are made of, so that the two meet often.

#include <string>
#include <vector>

namespace rolecall::sim {

using names = std::vector<std::string>;

// A role and a group may share a name; what begins with x- is often left to another policy.
inline const names role_names{"A", "B", "C", "D", "x-R"};
inline const names shared_role_names{"B", "S", "T"};
inline const names group_names{"A", "G", "H", "I", "x-G"};
inline const names user_names{"ada", "grace", "bob", "carol", "dan"};
inline const names new_project_names{"N", "M"};
inline const names permission_names{"api.files.read",  "api.files.write",     "api.model.read",
                                    "api.usage.read",  "api.responses.write", "api.webhooks.read",
                                    "api.threads.read"};

/// "P0", "P1", ... and the default project.
names project_names(std::size_t count);

/// The e-mail of that user.
inline std::string email(const std::string& user) { return user + "@example.com"; }

} // namespace rolecall::sim
