#pragma once

#include <string_view>

namespace rolecall::base {

/// Writes all of `data` to the open file or stream `to`, however often it is interrupted. False, with errno,
/// if that failed; a part may have been written then.
bool write_all(int to, std::string_view data);

} // namespace rolecall::base
