#include "emulator/http_date.hpp"

#include <array>
#include <chrono>

namespace rolecall::emulator {
namespace {

std::string two_digits(unsigned value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

} // namespace

std::string http_date(std::int64_t unix_seconds) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds at{std::chrono::seconds(unix_seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::weekday weekday(day);
  const auto seconds = static_cast<unsigned>((at - day).count());
  return std::string(days[weekday.c_encoding()]) + ", " + two_digits(unsigned(date.day())) + ' ' +
         months[unsigned(date.month()) - 1] + ' ' + std::to_string(int(date.year())) + ' ' +
         two_digits(seconds / 3600) + ':' + two_digits(seconds / 60 % 60) + ':' + two_digits(seconds % 60) +
         " GMT";
}

} // namespace rolecall::emulator
