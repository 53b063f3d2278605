#pragma once

// Turns what yaml-cpp says about a file that is not YAML into what a person can act on.

#include "policy/findings.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace rolecall::policy {

/// Offset just past the quote that closes the one at `at`; nothing if it never closes.
std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t at);

/// Adds the error for yaml-cpp's `message` at byte `offset`; `understood` is where the last
/// text stands that it made out before.
void report_syntax_error(const document& in, std::size_t offset, std::string_view message,
                         std::size_t understood, findings& out);

/// A marker of a template language, `${` or `{{`, in `text`.
bool has_template_marker(std::string_view text);

void report_template_marker(const document& in, place at, findings& out);

/// A key such as `a:1` or `-a`, where a blank is missing: the same with the blank.
std::optional<std::string> with_missing_blank(std::string_view key);

} // namespace rolecall::policy
