#pragma once

// The relations that policy and live state share: who holds which role where. See organization.hpp for the
// live side, desired.hpp for the wanted one.

#include "model/symbols.hpp"

#include <compare>
#include <cstdint>

namespace rolecall::model {

/// Where a role exists and is granted: the organization, or one project named by its key.
struct scope {
  symbol project = symbol::none;
  [[nodiscard]] bool is_organization() const { return project == symbol::none; }
  auto operator<=>(const scope&) const = default;
};
inline constexpr scope organization_scope{};

enum class principal_kind : std::uint8_t { group, user };

/// Who holds a role.
struct principal {
  principal_kind kind = principal_kind::group;
  symbol key = symbol::none;
  auto operator<=>(const principal&) const = default;
};

/// A user in a group.
struct membership {
  symbol group = symbol::none;
  symbol user = symbol::none;
  auto operator<=>(const membership&) const = default;
};

struct grant {
  scope at;
  principal to;
  symbol role = symbol::none; ///< key of a role of that scope
  auto operator<=>(const grant&) const = default;
};

} // namespace rolecall::model
