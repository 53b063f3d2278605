#include "report/escape.hpp"

#include "base/text.hpp"

#include <array>
#include <cstdio>

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

namespace {

void append_unit(std::string& out, unsigned unit) {
  std::array<char, 8> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "\\u%04x", unit);
  out += buffer.data();
}

/// As JSON writes it: beyond 16 bits in two halves.
void append_escape(std::string& out, char32_t code) {
  if (code < 0x10000) return append_unit(out, code);
  append_unit(out, 0xD800U + ((code - 0x10000U) >> 10U));
  append_unit(out, 0xDC00U + ((code - 0x10000U) & 0x3FFU));
}

/// In text that holds no control characters: the rest of what printable() writes out.
std::string without_invisible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    const std::string_view bytes = text.substr(at, c ? c->bytes : 1);
    if (c && base::printable(bytes) != bytes)
      append_escape(out, c->code);
    else
      out += bytes;
    at += bytes.size();
  }
  return out;
}

} // namespace

std::string shown_quoted(std::string_view text) {
  return base::break_commands(without_invisible(base::quoted(text)), "\\u0023");
}

std::string shown(const model::address& at) { return base::break_commands(at.text(), "\\u0023"); }

std::string shown(const base::source_pos& at) { return shown(base::to_string(at)); }

} // namespace rolecall::report
