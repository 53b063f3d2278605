#include "http/told.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace rolecall::http {
namespace {

using std::chrono::sys_seconds;

constexpr double longest_wait = 3.0e8; // seconds, ten years: what is more must not overflow

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Digits, perhaps with a fraction; nothing else (no sign, no exponent).
std::optional<double> parse_number(std::string_view text) {
  const bool plain = !text.empty() && is_digit(text.front()) && is_digit(text.back()) &&
                     std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; }) &&
                     std::ranges::count(text, '.') <= 1;
  if (!plain) return std::nullopt;
  double value = 0;
  const auto parsed =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (parsed.ec == std::errc::result_out_of_range) return longest_wait;
  return std::min(value, longest_wait);
}

std::optional<int> parse_int(std::string_view text) {
  if (!std::ranges::all_of(text, is_digit)) return std::nullopt;
  int value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || parsed.ec != std::errc()) return std::nullopt;
  return value;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that servers may send today.
std::optional<sys_seconds> parse_date(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::string_view shape = "xxx, 00 xxx 0000 00:00:00 GMT";
  if (text.size() != shape.size() || !text.ends_with(" GMT") || text[3] != ',' || text[19] != ':' ||
      text[22] != ':') {
    return std::nullopt;
  }
  const auto month = months.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto day = parse_int(text.substr(5, 2));
  const auto year = parse_int(text.substr(12, 4));
  const auto hour = parse_int(text.substr(17, 2));
  const auto minute = parse_int(text.substr(20, 2));
  const auto second = parse_int(text.substr(23, 2));
  if (!day || !year || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

std::optional<double> parse_retry_after(std::string_view value, const response& from) {
  if (const auto number = parse_number(value)) return number;
  const auto until = parse_date(value);
  const auto date = from.find("date");
  const auto now =
      date ? parse_date(trim(*date)) : std::nullopt; // this machine's clock may be wrong by hours
  if (!until || !now) return std::nullopt;
  return static_cast<double>((*until - *now).count());
}

/// The longest of all headers of that name, in what `parse` makes of them.
template <class Parse>
double longest(const response& from, std::string_view name, Parse parse) {
  double most = 0;
  for (const header& h : from.headers) {
    if (base::same_but_case(h.name, name)) most = std::max(most, parse(trim(h.value)).value_or(0.0));
  }
  return most;
}

double wait_in_text(std::string_view text) {
  constexpr std::string_view before = "after ";
  constexpr std::string_view behind = " second";
  for (auto at = text.find(before); at != std::string_view::npos; at = text.find(before, at + 1)) {
    const std::string_view rest = text.substr(at + before.size());
    const std::string_view number = rest.substr(0, rest.find(' '));
    if (!rest.substr(number.size()).starts_with(behind)) continue;
    if (const auto value = parse_number(number)) return *value;
  }
  return 0;
}

} // namespace

std::optional<duration> told_wait(const response& from) {
  double seconds = longest(from, "retry-after-ms", parse_number) / 1000;
  if (seconds <= 0) {
    seconds =
        longest(from, "retry-after", [&from](std::string_view v) { return parse_retry_after(v, from); });
  }
  if (seconds <= 0 && from.status == 429) seconds = wait_in_text(from.body);
  if (seconds <= 0) return std::nullopt;
  const std::chrono::duration<double> wait(std::min(seconds, longest_wait));
  return std::chrono::ceil<std::chrono::milliseconds>(wait);
}

std::optional<bool> told_should_retry(const response& from) {
  const auto value = from.find("x-should-retry");
  if (value && trim(*value) == "true") return true;
  if (value && trim(*value) == "false") return false;
  return std::nullopt;
}

bool tells_of_quota(const response& from) {
  // As JSON strings: the same words inside a message would have their quotes escaped.
  constexpr std::array<std::string_view, 4> codes{"\"insufficient_quota\"", "\"billing_hard_limit_reached\"",
                                                  "\"billing_not_active\"", "\"quota_exceeded\""};
  return from.status == 429 && std::ranges::any_of(codes, [&from](std::string_view code) {
           return from.body.find(code) != std::string::npos;
         });
}

} // namespace rolecall::http
