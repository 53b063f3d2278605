#pragma once

// Reproducible randomness: the same seed gives the same ids and orders on every machine (SplitMix64).

#include <cstdint>
#include <string>

namespace rolecall::emulator {

class random_source {
public:
  explicit random_source(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    auto z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  /// Below `bound`, which is at least 1.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  /// `digits` lower-case hexadecimal digits.
  std::string hex(int digits) {
    constexpr const char* alphabet = "0123456789abcdef";
    std::string out;
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

} // namespace rolecall::emulator
