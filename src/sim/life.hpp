#pragma once

// When a simulated process dies, or is asked to stop.

#include <cstddef>
#include <functional>
#include <optional>

namespace rolecall::sim {

enum class death { before, after }; ///< what the seam was called for takes effect

/// When that is, counted from 1 on.
struct fate {
  std::optional<std::size_t> dies_at;       ///< of the steps
  std::optional<std::size_t> dies_at_write; ///< of the writes that are sent
  death how = death::before;
  std::optional<std::size_t> stopped_at; ///< Ctrl-C, of the steps
};

/// Counts what the program does at its seams, and ends it when its time has come.
class life {
public:
  explicit life(const fate& of) : of_(of) {}

  std::function<void()> stop; ///< what Ctrl-C does

  [[nodiscard]] bool dead() const { return dead_; }

  /// One step. False: it died, and what it was about does not happen.
  bool step() {
    if (dead_ || !survive()) return false; // it may have died after a step that nobody watched
    ++steps_;
    write_now_ = false;
    if (of_.stopped_at == steps_ && stop) stop();
    return is_spared(death::before);
  }
  /// The step is a write.
  bool write() {
    ++writes_;
    write_now_ = true;
    return is_spared(death::before);
  }
  /// What the step was about has happened. False: it died before it could see that.
  bool survive() { return is_spared(death::after); }

private:
  bool is_spared(death how) {
    const bool its_write = write_now_ && of_.dies_at_write == writes_;
    if (of_.how == how && (of_.dies_at == steps_ || its_write)) dead_ = true;
    return !dead_;
  }

  fate of_;
  std::size_t steps_ = 0;
  std::size_t writes_ = 0;
  bool write_now_ = false;
  bool dead_ = false;
};

} // namespace rolecall::sim
