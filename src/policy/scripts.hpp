#pragma once

// Words that mix letters of scripts that look alike. The ranges cover what Latin text is imitated with; it is
// not the confusables table of Unicode.

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::policy {

struct mixed_word {
  std::string text;
  std::string scripts;     ///< "Latin and Cyrillic"
  std::string code_points; ///< the letters of the rarer script: "U+0430 (Cyrillic)"
};

/// The first word of `text` with letters of two of Latin, Greek, Cyrillic, Armenian, Cherokee.
std::optional<mixed_word> mixed_script_word(std::string_view text);

} // namespace rolecall::policy
