#pragma once

// Foreign text in what we print. A terminal must not obey it, a CI system must find no command in it, and it
// must not look like another line of ours.

#include "base/diagnostic.hpp"
#include "model/address.hpp"

#include <string>
#include <string_view>

namespace rolecall::report {

/// On one line, for the inside of a line: control and bidirectional characters and bytes that are not UTF-8
/// are written out, `##[` is broken up.
std::string shown(std::string_view text);

/// The same for text that a line begins with, after blanks: `::error::` is broken up as well.
std::string shown_first(std::string_view text);

/// The same as a JSON string, quotes included: for text whose end must be seen.
std::string shown_quoted(std::string_view text);

/// An address, or a message that is made of them. It can be pasted into a flag or a search.
std::string shown(const model::address& at);

/// `FILE:LINE:COLUMN`, for the inside of a line.
std::string shown(const base::source_pos& at);

} // namespace rolecall::report
