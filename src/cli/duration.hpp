#pragma once

#include <optional>
#include <string>

namespace rolecall::cli {

/// Seconds of "90", "30s", "5m" or "2h"; nothing for any other text, or more than a year.
std::optional<int> read_duration(const std::string& text);

/// Time as such a text, in the largest unit that fits: "15m".
std::string duration_text(int seconds);

} // namespace rolecall::cli
