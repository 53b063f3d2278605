#pragma once

// How long a reading will take, from what is known of limits and of its course so far.

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace rolecall::live {

/// The route that takes longest, where at least one of `calls` is to a route in `per_minute`: endpoints are
/// read side by side.
struct slowest_route {
  std::string route;
  std::size_t per_minute = 1;
  std::chrono::seconds takes{};
};
std::optional<slowest_route> slowest(const std::map<std::string, std::size_t>& calls,
                                     const std::map<std::string, std::size_t>& per_minute);

/// For the lists that are left, by route: as their rates allow; where none is limited, as fast as the `done`
/// ones in `elapsed`. Nothing as long as too few are done to tell.
std::optional<std::chrono::seconds> time_left(const std::map<std::string, std::size_t>& left,
                                              const std::map<std::string, std::size_t>& per_minute,
                                              std::size_t done, std::chrono::duration<double> elapsed);

/// "less than a minute", "about 6 min", "about 2 h 10 min".
std::string in_words(std::chrono::seconds time);

} // namespace rolecall::live
