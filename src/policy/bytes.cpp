#include "policy/bytes.hpp"

#include "base/text.hpp"
#include "policy/secrets.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace rolecall::policy {
namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20U;

std::string code_point(char32_t code) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "U+%04X", static_cast<unsigned>(code));
  return buffer.data();
}

place at_offset(std::size_t offset, std::size_t length = 1) {
  return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(length)};
}

/// Another encoding announces itself by its byte order mark, or by the zero bytes between its letters.
std::string_view foreign_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv)) return "UTF-16 (little-endian)";
  if (text.starts_with("\xFE\xFF"sv)) return "UTF-16 (big-endian)";
  if (text.size() < 4) return {};
  if (text[0] != '\0' && text[1] == '\0' && text[3] == '\0') return "UTF-16 (little-endian)";
  if (text[0] == '\0' && text[1] != '\0' && text[2] == '\0') return "UTF-16 (big-endian)";
  return {};
}

class byte_check {
public:
  byte_check(const document& in, findings& out) : in_(in), text_(in.text()), out_(out) {}

  soundness run() {
    if (text_.size() > most_bytes) {
      return refuse_whole(rule::too_large, "the file is larger than 64 MiB",
                          "a policy of a large company is under 1 MiB");
    }
    if (const std::string_view name = foreign_encoding(text_); !name.empty()) {
      return refuse_whole(rule::not_utf8, "the file is in " + std::string(name) + ", not in UTF-8",
                          "save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8 OLD > NEW");
    }
    if (const auto bad = base::first_invalid_utf8(text_)) return refuse_byte(*bad);
    check_characters();
    check_line_starts();
    check_secrets();
    check_last_line();
    return result_;
  }

private:
  void refuse(rule broken, place at, std::string message, std::string hint) {
    result_ = soundness::unsound;
    out_.add(broken, in_.range(at), std::move(message), std::move(hint));
  }

  soundness refuse_whole(rule broken, std::string message, std::string hint) {
    base::source_range whole;
    whole.begin.file = in_.name();
    out_.add(broken, whole, std::move(message), std::move(hint));
    return soundness::unsound;
  }

  soundness refuse_byte(std::size_t offset) {
    std::array<char, 8> hex{};
    std::snprintf(hex.data(), hex.size(), "0x%02X",
                  static_cast<unsigned>(static_cast<unsigned char>(text_[offset])));
    refuse(rule::invalid_utf8, at_offset(offset),
           "byte " + std::string(hex.data()) + " at offset " + std::to_string(in_.skipped() + offset) +
               " is not UTF-8",
           "save the file as UTF-8; an editor may have written it as Latin-1 or Windows-1252");
    return result_;
  }

  void check_characters() {
    for (std::size_t at = 0; at < text_.size();) {
      const auto byte = static_cast<unsigned char>(text_[at]);
      if (byte >= 0x20 && byte < 0x7F) {
        ++at;
      } else if (byte == '\n' || byte == '\t') {
        ++at;
      } else if (byte == '\r') {
        check_carriage_return(at++);
      } else {
        at += check_character(at);
      }
    }
  }

  void check_carriage_return(std::size_t at) {
    if (at + 1 < text_.size() && text_[at + 1] == '\n') return;
    if (std::exchange(has_lone_carriage_return_, true)) return; // where there is one, all line ends are
    refuse(rule::carriage_return, at_offset(at), "a carriage return without a line feed",
           "end lines with LF or CR LF, for example: tr '\\r' '\\n' < OLD > NEW");
  }

  std::size_t check_character(std::size_t at) {
    const base::character c = *base::decode(text_, at);
    if (base::is_control(c.code)) {
      const bool turns_text = c.code > 0x9F;
      refuse(rule::control_character, at_offset(at, c.bytes),
             (turns_text ? "the text direction or line character " : "the control character ") +
                 code_point(c.code) + " in the file",
             "remove it; a live name that has it is written in double quotes with an escape: \"\\u" +
                 code_point(c.code).substr(2) + "\"");
    }
    return c.bytes;
  }

  void check_line_starts() {
    for (std::size_t start = 0; start < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', start), text_.size());
      check_line_start(start, text_.substr(start, end - start));
      start = end + 1;
    }
  }

  void check_line_start(std::size_t start, std::string_view line) {
    if (line.starts_with('%')) {
      refuse(rule::directive, at_offset(start), "a YAML directive (a line that begins with %)",
             "remove the line; text that begins with % needs quotes");
    }
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos || line[first] == '#') return;
    const std::size_t tab = line.substr(0, first).find('\t');
    if (tab == std::string_view::npos) return;
    refuse(rule::tab_indentation, at_offset(start + tab), "a tab in the indentation", "indent with blanks");
  }

  void check_secrets() {
    for (auto found = find_secret(text_); found; found = find_secret(text_, found->offset + found->length)) {
      out_.add(rule::secret, in_.range(at_offset(found->offset, found->length)),
               "this looks like an OpenAI API key (not shown)",
               "remove it and revoke the key: what was in a file may be in its history; rolecall takes its "
               "key from "
               "OPENAI_ADMIN_KEY or --admin-key-file");
    }
  }

  void check_last_line() {
    if (text_.empty() || text_.back() == '\n' || text_.back() == '\r') return;
    out_.add(rule::no_final_newline, in_.range(at_offset(text_.size() - 1)),
             "the last line does not end with a line end: was the file cut?",
             "if it is whole, add the line end");
  }

  const document& in_;
  std::string_view text_;
  findings& out_;
  soundness result_ = soundness::sound;
  bool has_lone_carriage_return_ = false;
};

} // namespace

soundness check_bytes(const document& in, findings& out) { return byte_check(in, out).run(); }

} // namespace rolecall::policy
