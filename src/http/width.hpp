#pragma once

// How many exchanges may be under way at once: fewer where the server cannot keep up. Pure: time is an
// argument.

#include "http/clock.hpp"

#include <cstddef>
#include <optional>

namespace rolecall::http {

/// Starts at the most there may be. Each round of 5xx answers or time-outs leaves 0.7 of it, at least one;
/// each 60 s without adds one.
class width {
public:
  explicit width(std::size_t most);

  [[nodiscard]] std::size_t allowed(time_point now);
  /// An exchange that was begun at `start` has failed in that way. Those begun before the last one was
  /// noticed are of the same round.
  void strained(time_point start, time_point now);

private:
  std::size_t most_;
  std::size_t allowed_;
  std::optional<time_point> strained_;
  time_point changed_{};
};

} // namespace rolecall::http
