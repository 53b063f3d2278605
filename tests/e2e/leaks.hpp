#pragma once

// The second look at everything that a run leaves behind: no part of a key may be in it.

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::e2e {

/// In every key of these tests, and so what must be in no output.
inline constexpr std::string_view canary = "9fK2vQ7xT4mZ8wL3";

/// The admin key that emulators of these tests accept.
std::string admin_key();

/// Fails the test if `text` has a part of a key, as it is or in base64. `from`: whose text it is.
void check_no_leak(const std::string& text, const std::string& from);

/// The files below `folder`, up to 16 MiB each, that have such a part.
std::vector<std::string> leaks_below(const std::string& folder);
/// Fails the test for each of them.
void check_no_leak_below(const std::string& folder);

} // namespace rolecall::e2e
