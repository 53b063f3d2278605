#include "emulator/json_writer.hpp"

#include <array>

namespace rolecall::emulator {
namespace {

/// By bytes: whether one has to be escaped.
constexpr std::array<bool, 256> special = [] {
  std::array<bool, 256> out{};
  for (std::size_t i = 0; i < 0x20; ++i) out[i] = true;
  out['"'] = out['\\'] = true;
  return out;
}();

bool is_special(char c) { return special[static_cast<unsigned char>(c)]; }

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && !is_special(text[plain])) ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4U];
      out += hex[static_cast<unsigned char>(c) & 15U];
    }
  }
  out += '"';
}

} // namespace

void json_writer::separate() {
  // A text ends in a quote, so the last byte alone tells whether something stands before the next value.
  if (out_.empty()) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_ += ',';
}

void json_writer::open(char bracket) {
  separate();
  out_ += bracket;
}

void json_writer::key(std::string_view name) {
  separate();
  append_escaped(out_, name);
  out_ += ':';
}

void json_writer::value(std::string_view text) {
  separate();
  append_escaped(out_, text);
}

void json_writer::value(const std::vector<std::string>& texts) {
  begin_array();
  for (const auto& text : texts) value(text);
  end_array();
}

void json_writer::raw(std::string_view json) {
  separate();
  out_ += json;
}

} // namespace rolecall::emulator
