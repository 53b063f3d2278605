#include "base/stable_hash.hpp"

namespace rolecall::base {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

} // namespace

std::string hex(std::uint64_t value) {
  std::string out(16, '0');
  for (auto place = out.rbegin(); place != out.rend(); ++place, value >>= 4U) *place = digits[value & 0xFU];
  return out;
}

std::string hex(std::span<const unsigned char> bytes) {
  std::string out;
  out.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) {
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  }
  return out;
}

} // namespace rolecall::base
