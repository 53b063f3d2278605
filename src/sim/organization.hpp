#pragma once

// A random organization, as the emulator keeps it.

#include "emulator/state.hpp"
#include "sim/choices.hpp"

namespace rolecall::sim {

inline constexpr const char* admin_key = "sk-admin-0123456789abcdefghijklmnop";
inline constexpr const char* key_owner = "user_ada";

/// How many projects the organization of this seed has, beside the default project.
std::size_t project_count(const place& at);

/// `ada` is an owner; `grace` is there too.
emulator::state random_organization(const place& at, std::size_t projects);

} // namespace rolecall::sim
