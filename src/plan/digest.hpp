#pragma once

// The digest at the end of a plan file.

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::plan {

/// "sha256:" and 64 hexadecimal digits: of the JSON text `object` without the white space between its tokens.
/// How a file is indented does not count; everything else does.
std::string digest_of(std::string_view object);

/// The last member of a plan, behind a comma and before the closing brace, once white space is taken out.
inline constexpr std::string_view digest_key = "digest";

/// Whether the text ends in the digest of all that stands before it; nothing if it ends in no digest.
std::optional<bool> is_intact(std::string_view text);

} // namespace rolecall::plan
