#include "base/stable_hash.hpp"

namespace rolecall::base {

std::string hex(std::uint64_t value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out(16, '0');
  for (auto place = out.rbegin(); place != out.rend(); ++place, value >>= 4U) *place = digits[value & 0xFU];
  return out;
}

} // namespace rolecall::base
