#pragma once

// What limits earlier runs have met, as it is remembered between runs. Pure: both clocks are arguments.
// Losing it costs a few calls, nothing else.

#include "http/clock.hpp"
#include "http/pace.hpp"
#include "wire/strict_json.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace rolecall::live {

using unix_seconds = std::int64_t;

struct learned_rate {
  std::size_t per_minute = 0;  ///< 0: no limit was met
  unix_seconds limited_at = 0; ///< the last 429
  std::size_t used = 0;        ///< requests answered in the minute before `used_at`
  unix_seconds used_at = 0;
  bool operator==(const learned_rate&) const = default;
};

using route_rates = std::map<std::string, learned_rate>;

/// By place: what tells one key at one address from another (http::fingerprint).
struct learned_rates {
  std::map<std::string, route_rates> places;
  bool operator==(const learned_rates&) const = default;
};

std::string to_json(const learned_rates& all);
/// The error is one sentence.
wire::decoded<learned_rates> rates_from_json(std::string_view text);

/// The same moment on the clock of the run and on that of the wall.
struct moment {
  http::time_point steady{};
  unix_seconds wall = 0;
};

/// What to expect of the routes of `place`. A rate whose last 429 is more than a week old, or is yet to come,
/// is forgotten; of the others each whole day allows 5 % more. What was used in the last minute is known too
/// where no limit is: it counts when one is met.
std::map<std::string, http::known_pace> expected_paces(const learned_rates& all, const std::string& place,
                                                       moment now);

/// `all` after a run at `place` that ends with `known`. What is of no use any more goes.
learned_rates updated(learned_rates all, const std::string& place,
                      const std::map<std::string, http::known_pace>& known, moment now);

} // namespace rolecall::live
