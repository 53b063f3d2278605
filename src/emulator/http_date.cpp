#include "emulator/http_date.hpp"

#include <chrono>
#include <string_view>

namespace rolecall::emulator {
namespace {

void put_two_digits(std::string& into, std::size_t at, unsigned value) {
  into[at] = static_cast<char>('0' + value / 10);
  into[at + 1] = static_cast<char>('0' + value % 10);
}

} // namespace

std::string http_date(std::int64_t unix_seconds) {
  constexpr std::string_view days = "SunMonTueWedThuFriSat";
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::chrono::sys_seconds at{std::chrono::seconds(unix_seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const auto year = static_cast<unsigned>(int(date.year()));
  const auto seconds = static_cast<unsigned>((at - day).count());
  std::string out = "Sun, 06 Nov 1994 08:49:37 GMT";
  out.replace(0, 3, days.substr(std::size_t{3} * std::chrono::weekday(day).c_encoding(), 3));
  put_two_digits(out, 5, unsigned(date.day()));
  out.replace(8, 3, months.substr(std::size_t{3} * (unsigned(date.month()) - 1), 3));
  put_two_digits(out, 12, year / 100);
  put_two_digits(out, 14, year % 100);
  put_two_digits(out, 17, seconds / 3600);
  put_two_digits(out, 20, seconds / 60 % 60);
  put_two_digits(out, 23, seconds % 60);
  return out;
}

} // namespace rolecall::emulator
