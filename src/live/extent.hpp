#pragma once

// How much was read of what there is in an organization, without who holds which role.

#include "model/organization.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace rolecall::live {

/// While lists are read for the first time these only grow.
struct extent {
  std::size_t things = 0; ///< roles, groups, projects, users, invitations
  std::size_t lists = 0;  ///< of them, and of members
  std::size_t told = 0;   ///< lists that were refused, users that nobody has heard of
  std::optional<std::string> id;
  bool operator==(const extent&) const = default;
};

extent extent_of(const model::organization& live);

} // namespace rolecall::live
