#pragma once

// A small random source with the same numbers everywhere: std:: distributions differ between libraries.

#include <cstdint>

namespace rolecall::http {

/// splitmix64. For jitter, never for secrets.
class random {
public:
  explicit random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

private:
  std::uint64_t state_;
};

} // namespace rolecall::http
