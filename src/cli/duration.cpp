#include "cli/duration.hpp"

#include <charconv>
#include <string_view>

namespace rolecall::cli {
namespace {

constexpr int year = 365 * 24 * 60 * 60;

int seconds_in(char unit) {
  switch (unit) {
  case 's': return 1;
  case 'm': return 60;
  case 'h': return 60 * 60;
  default: return 0;
  }
}

} // namespace

std::optional<int> read_duration(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const int unit = seconds_in(text.back());
  const std::string_view digits = std::string_view(text).substr(0, text.size() - (unit > 0 ? 1 : 0));
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  int number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const int each = unit > 0 ? unit : 1;
  if (read.ec != std::errc() || number > year / each) return std::nullopt;
  return number * each;
}

std::string duration_text(int seconds) {
  if (seconds > 0 && seconds % 3600 == 0) return std::to_string(seconds / 3600) + "h";
  if (seconds > 0 && seconds % 60 == 0) return std::to_string(seconds / 60) + "m";
  return std::to_string(seconds) + "s";
}

} // namespace rolecall::cli
