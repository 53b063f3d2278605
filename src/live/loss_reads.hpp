#pragma once

// What tells how things, roles and people that go hang on others. Inside live only.

#include "live/unfolding.hpp"

namespace rolecall::live {

/// Who uses what is to be deleted, and through what users hold what they are to lose, or keep.
void need_for_losses(unfolding& r);

/// Who loses all that he holds in a project leaves it, unless a group gives him a role there then.
void need_for_departures(unfolding& r);

} // namespace rolecall::live
