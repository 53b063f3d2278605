#include "live/time_left.hpp"

#include <cmath>

namespace rolecall::live {

using std::chrono::seconds;

std::optional<slowest_route> slowest(const std::map<std::string, std::size_t>& calls,
                                     const std::map<std::string, std::size_t>& per_minute) {
  std::optional<slowest_route> out;
  for (const auto& [route, count] : calls) {
    const auto rate = per_minute.find(route);
    if (rate == per_minute.end() || rate->second == 0 || count == 0) continue;
    const seconds takes((count * 60 + rate->second - 1) / rate->second);
    if (!out || takes > out->takes) out = slowest_route{route, rate->second, takes};
  }
  return out;
}

std::optional<seconds> time_left(const std::map<std::string, std::size_t>& left,
                                 const std::map<std::string, std::size_t>& per_minute, std::size_t done,
                                 std::chrono::duration<double> elapsed) {
  constexpr std::size_t telling = 10;
  if (const auto limited = slowest(left, per_minute)) return limited->takes;
  std::size_t all = 0;
  for (const auto& [route, count] : left) all += count;
  if (done < telling) return std::nullopt;
  return seconds(
      std::llround(std::ceil(elapsed.count() * static_cast<double>(all) / static_cast<double>(done))));
}

std::string in_words(seconds time) {
  const auto minutes = (time.count() + 59) / 60;
  if (time < seconds(60)) return "less than a minute";
  if (minutes < 120) return "about " + std::to_string(minutes) + " min";
  const auto rest = minutes % 60 / 10 * 10;
  return "about " + std::to_string(minutes / 60) + " h" +
         (rest > 0 ? " " + std::to_string(rest) + " min" : "");
}

} // namespace rolecall::live
