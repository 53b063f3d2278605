#pragma once

// What an organization knows before anyone changes it: permissions, and the predefined roles made of them.

#include "emulator/state.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

bool is_known_permission(std::string_view permission);

/// The id of a predefined role of that scope: role-api-project-member__api-project__proj_1.
std::string predefined_role_id(const scope& where, std::string_view plain_name);

/// A scope with its predefined roles: owner and reader.
scope organization_scope(const std::string& organization_id);

/// A scope with its predefined roles: owner, member and viewer.
scope project_scope(const std::string& project_id);

/// One owner, the default project and one admin key: what the emulator starts with unless told otherwise.
state initial_state(std::string_view key);

/// As the API shows a key: "sk-admin...xyz".
std::string redacted(std::string_view key);

/// When everything was made that says nothing about its time.
inline constexpr unix_time epoch = 1711471533;

} // namespace rolecall::emulator
