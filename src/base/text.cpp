#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace rolecall::base {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

/// How many edits (insert, delete, replace, swap of neighbours) lead from `a` to `b`.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

template <char... Not>
bool is_printable_ascii(std::string_view text) {
  bool all = true; // without a way out in the middle the compiler looks at many at once
  for (const char c : text) all &= c >= 0x20 && c < 0x7F && (... && (c != Not));
  return all;
}

/// What printable() writes out: all that cannot be seen but the selectors of variants, which belong to emoji.
bool is_unprintable(char32_t code) {
  const bool selects = code >= 0xFE00 && code <= 0xFE0F;
  return is_control(code) || (is_invisible(code) && !selects);
}

} // namespace

std::optional<character> decode(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::nullopt;
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return character{first, 1};
  std::size_t bytes = 0;
  char32_t code = 0;
  char32_t least = 0;
  if ((first & 0xE0U) == 0xC0U) {
    bytes = 2, code = first & 0x1FU, least = 0x80;
  } else if ((first & 0xF0U) == 0xE0U) {
    bytes = 3, code = first & 0x0FU, least = 0x800;
  } else if ((first & 0xF8U) == 0xF0U) {
    bytes = 4, code = first & 0x07U, least = 0x10000;
  } else {
    return std::nullopt;
  }
  if (at + bytes > text.size()) return std::nullopt;
  for (std::size_t i = 1; i < bytes; ++i) {
    const unsigned next = byte_at(text, at + i);
    if ((next & 0xC0U) != 0x80U) return std::nullopt;
    code = code << 6U | (next & 0x3FU);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < least || code > 0x10FFFF || surrogate) return std::nullopt;
  return character{code, bytes};
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto c = decode(text, at);
    if (!c) return at;
    at += c->bytes;
  }
  return std::nullopt;
}

int count_characters(std::string_view text) {
  int count = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto c = decode(text, at);
    at += c ? c->bytes : 1;
    ++count;
  }
  return count;
}

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U), put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U), put(0x80U | (code >> 6U & 0x3FU)), put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U), put(0x80U | (code >> 12U & 0x3FU)), put(0x80U | (code >> 6U & 0x3FU)),
        put(0x80U | (code & 0x3FU));
  }
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F)         // C0, DEL, C1
         || code == 0x061C || code == 0x200E || code == 0x200F // marks of direction
         || (code >= 0x202A && code <= 0x202E)                 // embeddings and overrides
         || (code >= 0x2066 && code <= 0x2069)                 // isolates
         || code == 0x2028 || code == 0x2029;                  // line, paragraph
}

bool is_invisible(char32_t code) {
  return code == 0x00AD || code == 0x034F || code == 0x180E || (code >= 0x200B && code <= 0x200D) ||
         (code >= 0x2060 && code <= 0x2064) || code == 0xFEFF || code == 0x115F || code == 0x1160 ||
         code == 0x3164 || code == 0xFFA0 || (code >= 0xFE00 && code <= 0xFE0F) ||
         (code >= 0xE000 && code <= 0xF8FF) || (code >= 0xE0000 && code <= 0xE01EF) || code >= 0xF0000;
}

bool is_plain(std::string_view text) { return is_printable_ascii<'"', '\\'>(text); }

std::string printable(std::string_view text) {
  if (is_printable_ascii<>(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  std::array<char, 16> buffer{};
  std::size_t at = 0;
  while (at < text.size()) {
    const auto c = decode(text, at);
    if (!c) {
      std::snprintf(buffer.data(), buffer.size(), "\\x{%02x}", byte_at(text, at));
      out += buffer.data();
      ++at;
      continue;
    }
    if (is_unprintable(c->code)) {
      std::snprintf(buffer.data(), buffer.size(), "\\u{%x}", static_cast<unsigned>(c->code));
      out += buffer.data();
    } else {
      out += text.substr(at, c->bytes);
    }
    at += c->bytes;
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  if (is_plain(text)) {
    out.reserve(text.size() + 2);
    return out.append(text).append("\"");
  }
  std::array<char, 16> buffer{};
  std::size_t at = 0;
  while (at < text.size()) {
    const auto c = decode(text, at);
    const std::size_t bytes = c ? c->bytes : 1;
    const char32_t code = c ? c->code : 0xFFFD;
    if (code == '"' || code == '\\') {
      out += '\\';
      out += static_cast<char>(code);
    } else if (!c || is_control(code)) {
      std::snprintf(buffer.data(), buffer.size(), "\\u%04x", static_cast<unsigned>(code));
      out += buffer.data();
    } else {
      out += text.substr(at, bytes);
    }
    at += bytes;
  }
  return out + "\"";
}

std::string break_commands(std::string_view text, std::string_view number_sign) {
  if (text.find("##") == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i + 1);
    const bool second = text[i] == '#' && i > 0 && text[i - 1] == '#';
    const bool command = second && (rest.starts_with('[') || lower(rest.substr(0, 4)) == "vso[");
    if (command)
      out += number_sign;
    else
      out += text[i];
  }
  return out;
}

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest = 256; // names are no longer; keeps the cost of a hostile word small
  if (word.size() > longest) return std::nullopt;
  const std::string wanted = lower(word);
  const std::size_t bound = std::min<std::size_t>(3, std::max<std::size_t>(1, word.size() / 3));
  const std::string* best = nullptr;
  std::size_t best_edits = bound + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest || candidate.size() > word.size() + bound ||
        word.size() > candidate.size() + bound) {
      continue;
    }
    const std::size_t distance = edits(wanted, lower(candidate));
    if (distance < best_edits) best = &candidate, best_edits = distance;
  }
  if (!best) return std::nullopt;
  return *best;
}

} // namespace rolecall::base
