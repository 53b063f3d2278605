#include "emulator/json_writer.hpp"

#include "base/text.hpp"

namespace rolecall::emulator {
namespace {

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4U];
      out += hex[byte & 15U];
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
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
