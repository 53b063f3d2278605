#pragma once

// Random organizations as years of hand-made access leave them: names that YAML misreads, two things of one
// name, service accounts, groups that others manage, roles without holders. The same seed gives the same one.

#include "model/organization.hpp"

#include <cstdint>

namespace rolecall::test {

enum class manners {
  writable, ///< every name can stand in a policy, somehow
  any       ///< also names that no policy can hold
};

/// Read as a whole.
model::organization grown_organization(std::uint64_t seed, manners with);

} // namespace rolecall::test
