#pragma once

// A small random organization.

#include "support/random_case.hpp"

namespace rolecall::test {

/// Everything in it is read.
model::organization random_organization(dice& random, user_lists lists);

} // namespace rolecall::test
