#pragma once

// The plain names of the roles that exist everywhere. They are granted by these names and never declared.

#include <array>
#include <string_view>

namespace rolecall::policy {

inline constexpr std::array<std::string_view, 2> predefined_organization_roles = {"owner", "reader"};
inline constexpr std::array<std::string_view, 3> predefined_project_roles = {"member", "owner", "viewer"};

} // namespace rolecall::policy
