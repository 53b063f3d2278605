#pragma once

// SHA-256 (FIPS 180-4), for digests that others compare or compute again.

#include <string>
#include <string_view>

namespace rolecall::base {

/// 64 hexadecimal digits, lower case.
std::string sha256(std::string_view data);

} // namespace rolecall::base
