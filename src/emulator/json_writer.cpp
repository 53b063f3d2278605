#include "emulator/json_writer.hpp"

#include "base/text.hpp"

namespace rolecall::emulator {
namespace {

bool is_special(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  for (const char c : text) {
    if (!is_special(c)) {
      out += c;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4U];
      out += hex[static_cast<unsigned char>(c) & 15U];
    }
  }
}

} // namespace

void json_writer::key(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void json_writer::value(std::string_view text) {
  separate();
  out_ += '"';
  if (base::is_plain(text))
    out_ += text;
  else
    append_escaped(out_, text);
  out_ += '"';
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
