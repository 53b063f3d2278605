#pragma once

// A random policy for a random organization, as a person would write it.

#include "sim/choices.hpp"

#include <string>

namespace rolecall::sim {

/// YAML that an offline check accepts, for an organization of so many projects. Where `users` is written,
/// grace is an owner.
std::string random_policy(const place& at, std::size_t projects);

} // namespace rolecall::sim
