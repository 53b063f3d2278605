#include "emulator/json_writer.hpp"

namespace rolecall::emulator {
namespace {

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4U];
      out += hex[static_cast<unsigned char>(c) & 15U];
    } else {
      out += c;
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
