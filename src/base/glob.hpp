#pragma once

#include <string_view>

namespace rolecall::base {

/// Whether `pattern` covers the whole of `text`: `*` is any run of characters, `?` any one character (UTF-8),
/// everything else is itself, case-sensitive.
bool glob_match(std::string_view pattern, std::string_view text);

/// Whether `pattern` covers some text that begins with `beginning`.
bool glob_may_match(std::string_view pattern, std::string_view beginning);

} // namespace rolecall::base
