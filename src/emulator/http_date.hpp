#pragma once

#include <cstdint>
#include <string>

namespace rolecall::emulator {

/// As in the headers Date and Retry-After: "Tue, 26 Mar 2024 16:45:33 GMT".
std::string http_date(std::int64_t unix_seconds);

} // namespace rolecall::emulator
