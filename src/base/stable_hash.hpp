#pragma once

// A hash that others store and compare later.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace rolecall::base {

/// FNV-1a, 64 bits: the same for the same bytes on every machine and in every version. Keeps no secret, and
/// whoever chooses the text can choose the hash.
constexpr std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

/// 16 hexadecimal digits, lower case.
std::string hex(std::uint64_t value);
/// Two for each byte.
std::string hex(std::span<const unsigned char> bytes);

} // namespace rolecall::base
