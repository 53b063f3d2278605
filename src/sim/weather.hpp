#pragma once

// How a case's server behaves and what goes wrong with it: each seed has only some of all that is possible,
// since faults that are always on hide one another.

#include "sim/choices.hpp"

#include <string>
#include <vector>

namespace rolecall::sim {

struct weather {
  std::vector<std::string> behaviours; ///< NAME=VALUE, as the emulator takes them
  std::vector<std::string> faults;     ///< KIND@METHOD PATH#TIMES~SKIP, as the emulator takes them
  bool echoes_key = false;             ///< refusals repeat the key that they were sent
  bool lags = false;                   ///< some writes are done, or seen, only a while after the answer
};

weather random_weather(const place& at);

} // namespace rolecall::sim
