#include "base/instant.hpp"

#include <cstdio>
#include <cstdlib>

namespace rolecall::base {
namespace {

struct parts {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
};

parts parts_of(instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<int>(time.seconds().count()),
          static_cast<int>(time.subseconds().count())};
}

std::string two(int number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}
std::string four(int number) { return two(number / 100) + two(number); }

} // namespace

std::string rfc3339(instant at) {
  const parts p = parts_of(at);
  return four(p.year) + "-" + two(p.month) + "-" + two(p.day) + "T" + two(p.hour) + ":" + two(p.minute) +
         ":" + two(p.second) + "." + std::to_string(1000 + p.millisecond).substr(1) + "Z";
}

std::string readable(instant at) {
  const std::string whole = rfc3339(at);
  return whole.substr(0, 10) + " " + whole.substr(11, 8);
}

std::string compact(instant at) {
  const parts p = parts_of(at);
  return four(p.year) + two(p.month) + two(p.day) + "T" + two(p.hour) + two(p.minute) + two(p.second) + "Z";
}

std::optional<instant> parse_instant(std::string_view from) {
  constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
  if (from.size() != form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = from[i] >= '0' && from[i] <= '9';
    if (form[i] == '0' ? !digit : from[i] != form[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t length) {
    return std::atoi(std::string(from.substr(at, length)).c_str());
  };
  const std::chrono::year_month_day date(std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2))));
  if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(number(11, 2)) +
         std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2)) +
         std::chrono::milliseconds(number(20, 3));
}

} // namespace rolecall::base
