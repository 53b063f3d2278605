#pragma once

// The permissions that are known by name. No endpoint lists them, so this table is not closed: what is not in
// it is doubted, never refused.

#include <span>
#include <string_view>

namespace rolecall::policy {

/// Where a permission works, as far as that is sure.
enum class works_in { organization, projects, unsure };

/// How well it is known.
enum class evidence {
  documented, ///< the API's own documents use it
  observed,   ///< seen in answers of the API, or in its error texts
  weak        ///< seen in third-party texts only; it may not be valid
};

struct known_permission {
  std::string_view name;
  works_in where;
  evidence source;
};

/// All of them, by name.
std::span<const known_permission> known_permissions();

/// Null if there is none of that name.
const known_permission* find_permission(std::string_view name);

} // namespace rolecall::policy
