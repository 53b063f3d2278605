#pragma once

// A moment of the calendar, as journals and locks keep it: UTC, to the millisecond.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall::base {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// "2026-12-01T05:14:56.123Z"
std::string rfc3339(instant at);
/// "2026-12-01 05:14:56", for people.
std::string readable(instant at);
/// "20261201T051456Z", for names of files: in the order of time.
std::string compact(instant at);

/// What rfc3339() wrote; nothing for anything else.
std::optional<instant> parse_instant(std::string_view text);

} // namespace rolecall::base
