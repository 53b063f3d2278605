#pragma once

// What a response says about trying again.

#include "http/clock.hpp"
#include "http/message.hpp"

#include <optional>
#include <string_view>

namespace rolecall::http {

/// How long the server asks to wait: `retry-after-ms`, else `Retry-After` (seconds, also with a fraction, or
/// a date, measured against the response's own Date), else "after 6.937 seconds" in the text of a 429. Of
/// several values the longest. Nothing if there is none above zero that makes sense.
std::optional<duration> told_wait(const response& from);

/// x-should-retry, where it is "true" or "false".
std::optional<bool> told_should_retry(const response& from);

/// A 429 for want of quota or payment, which no waiting changes.
bool tells_of_quota(const response& from);

} // namespace rolecall::http
