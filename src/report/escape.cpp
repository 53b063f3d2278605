#include "report/escape.hpp"

#include "base/text.hpp"

namespace rolecall::report {

std::string shown(std::string_view text) { return base::break_commands(base::printable(text), "\\u{23}"); }

std::string shown_first(std::string_view text) {
  std::string out = shown(text);
  const std::size_t at = out.find("::");
  if (at == std::string::npos) return out;
  // A CI system passes over blanks before the command, those of Unicode too.
  for (std::size_t i = 0; i < at; ++i) {
    const bool visible_ascii = out[i] > ' ' && out[i] <= '~';
    if (visible_ascii) return out;
  }
  return out.replace(at, 1, "\\u{3a}");
}

std::string shown_quoted(std::string_view text) {
  return base::break_commands(base::quoted(text), "\\u0023");
}

std::string shown(const model::address& at) { return base::break_commands(at.text(), "\\u0023"); }

std::string shown(const base::source_pos& at) { return shown(base::to_string(at)); }

} // namespace rolecall::report
