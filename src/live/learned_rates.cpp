#include "live/learned_rates.hpp"

#include "base/json_text.hpp"
#include "live/json_node.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <chrono>

namespace rolecall::live {
namespace {

constexpr unix_seconds day = 24L * 60 * 60;
constexpr unix_seconds forgotten_after = 7 * day;
constexpr std::size_t most_per_minute = 1'000'000;

/// A clock that was never set may show less than has passed.
unix_seconds on_the_wall(http::time_point at, moment now) {
  const auto ago = std::chrono::duration_cast<std::chrono::seconds>(now.steady - at).count();
  return std::max<unix_seconds>(0, now.wall - ago);
}

bool is_known(const learned_rate& rate, unix_seconds now) {
  return rate.per_minute > 0 && rate.limited_at <= now && now - rate.limited_at <= forgotten_after;
}

bool is_recent(const learned_rate& rate, unix_seconds now) {
  return rate.used > 0 && rate.used_at <= now && now - rate.used_at <= 60;
}

std::size_t after_days(std::size_t per_minute, unix_seconds days) {
  for (; days > 0; --days) per_minute += std::max<std::size_t>(1, per_minute / 20);
  return per_minute;
}

learned_rate read_rate(const node& from) {
  learned_rate out;
  out.per_minute = static_cast<std::size_t>(from.number("per_minute"));
  if (out.per_minute > most_per_minute) from.wrong("no possible rate");
  out.limited_at = from.number("limited_at");
  out.used = static_cast<std::size_t>(from.number("used"));
  if (out.used > most_per_minute) from.wrong("no possible use");
  out.used_at = from.number("used_at");
  return out;
}

} // namespace

std::string to_json(const learned_rates& all) {
  base::json_text out;
  const auto put = [&out](const char* key, auto number) {
    out.key(key).number(static_cast<std::size_t>(number));
  };
  out.open_object();
  out.key("format_version").text("1.0");
  out.key("places").open_array();
  for (const auto& [place, routes] : all.places) {
    out.open_object();
    out.key("place").text(place);
    out.key("routes").open_array();
    for (const auto& [route, rate] : routes) {
      out.open_object();
      out.key("route").text(route);
      put("per_minute", rate.per_minute);
      put("limited_at", rate.limited_at);
      put("used", rate.used);
      put("used_at", rate.used_at);
      out.close_object();
    }
    out.close_array();
    out.close_object();
  }
  out.close_array();
  out.close_object();
  return out.str();
}

wire::decoded<learned_rates> rates_from_json(std::string_view text) {
  boost::json::monotonic_resource memory(4 * text.size() + 1024);
  const auto document = wire::parse_strict(text, "the file", &memory);
  if (!document) return document.error();
  std::string mistake;
  const node root(&*document, {}, mistake);
  if (!root.text("format_version").starts_with("1.")) root.wrong("not of a version that is known here");
  learned_rates out;
  for (const node& place : root.elements("places")) {
    route_rates& routes = out.places[place.text("place")];
    for (const node& route : place.elements("routes")) routes[route.text("route")] = read_rate(route);
  }
  if (!mistake.empty()) return wire::malformed::because(std::move(mistake));
  return out;
}

std::map<std::string, http::known_pace> expected_paces(const learned_rates& all, const std::string& place,
                                                       moment now) {
  std::map<std::string, http::known_pace> out;
  const auto found = all.places.find(place);
  if (found == all.places.end()) return out;
  for (const auto& [route, rate] : found->second) {
    http::known_pace pace;
    if (is_known(rate, now.wall))
      pace.per_minute = after_days(rate.per_minute, (now.wall - rate.limited_at) / day);
    if (is_recent(rate, now.wall)) {
      pace.used = rate.used;
      pace.used_at = now.steady - std::chrono::seconds(now.wall - rate.used_at);
    }
    if (pace.per_minute > 0 || pace.used > 0) out.emplace(route, pace);
  }
  return out;
}

learned_rates updated(learned_rates all, const std::string& place,
                      const std::map<std::string, http::known_pace>& known, moment now) {
  for (const auto& [route, pace] : known) {
    learned_rate& rate = all.places[place][route];
    if (pace.limited_at) rate.per_minute = pace.per_minute;
    if (pace.limited_at) rate.limited_at = on_the_wall(*pace.limited_at, now);
    rate.used = pace.used;
    rate.used_at = on_the_wall(pace.used_at, now);
  }
  for (auto& [of, routes] : all.places)
    std::erase_if(routes, [&](const auto& entry) {
      return !is_known(entry.second, now.wall) && !is_recent(entry.second, now.wall);
    });
  std::erase_if(all.places, [](const auto& entry) { return entry.second.empty(); });
  return all;
}

} // namespace rolecall::live
