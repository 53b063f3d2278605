#pragma once

// Somebody else who changes the same organization meanwhile.

#include "emulator/machine.hpp"
#include "sim/choices.hpp"

#include <cstddef>
#include <string>

namespace rolecall::sim {

struct edit {
  std::size_t before = 0; ///< the request of that number, counted over all runs
  place how;
};

/// In the order in which they happen.
std::vector<edit> random_edits(const place& at);

/// Changes something; returns in words what, or nothing if there was nothing to do. Owners stay owners.
std::string carry_out(const edit& what, emulator::machine& server, emulator::machine::time_point now);

} // namespace rolecall::sim
