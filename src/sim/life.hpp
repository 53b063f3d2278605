#pragma once

// When a simulated process dies, or is asked to stop.

#include <cstddef>
#include <functional>
#include <optional>

namespace rolecall::sim {

enum class death { before, after }; ///< what the seam was called for takes effect

/// Counts what the program does at its seams, and ends it when its time has come.
class life {
public:
  /// Steps from 1 on.
  life(std::optional<std::size_t> dies_at, death how, std::optional<std::size_t> stopped_at)
      : dies_at_(dies_at), how_(how), stopped_at_(stopped_at) {}

  std::function<void()> stop; ///< what Ctrl-C does

  [[nodiscard]] bool dead() const { return dead_; }

  /// One step. False: it died, and what it was about does not happen.
  bool step() {
    if (dead_) return false;
    ++steps_;
    if (stopped_at_ == steps_ && stop) stop();
    if (dies_at_ != steps_ || how_ != death::before) return true;
    dead_ = true;
    return false;
  }
  /// What the step was about has happened. False: it died before it could see that.
  bool survive() {
    if (dies_at_ == steps_ && how_ == death::after) dead_ = true;
    return !dead_;
  }

private:
  std::optional<std::size_t> dies_at_;
  death how_;
  std::optional<std::size_t> stopped_at_;
  std::size_t steps_ = 0;
  bool dead_ = false;
};

} // namespace rolecall::sim
