#pragma once

// Randomness that can be repeated: the same seed gives the same numbers on every machine, which the
// distributions of the standard library do not promise. For jitter, tests and invented ids, never for
// secrets.

#include <cstdint>
#include <string>

namespace rolecall::base {

/// SplitMix64.
class random_source {
public:
  explicit random_source(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

  /// Below `bound`, which is at least 1.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  /// `digits` lower-case hexadecimal digits.
  std::string hex(int digits) {
    constexpr const char* alphabet = "0123456789abcdef";
    std::string out;
    out.reserve(static_cast<std::size_t>(digits));
    std::uint64_t bits = 0;
    for (int i = 0; i < digits; ++i) {
      if (i % 16 == 0) bits = next();
      out += alphabet[bits & 15U];
      bits >>= 4U;
    }
    return out;
  }

private:
  std::uint64_t state_;
};

} // namespace rolecall::base
