#pragma once

// A small random policy that an offline check accepts.

#include "support/random_case.hpp"

namespace rolecall::test {

/// `live` lends the ids that it pins.
model::policy random_policy(dice& random, const model::organization& live);

} // namespace rolecall::test
