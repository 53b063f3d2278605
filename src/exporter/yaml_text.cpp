#include "exporter/yaml_text.hpp"

#include "base/text.hpp"
#include "policy/secrets.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace rolecall::exporter {
namespace {

constexpr std::size_t widest = 100;

bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

bool is_unseen(char32_t c) { return base::is_control(c) || base::is_invisible(c) || is_odd_blank(c); }

/// Characters that mean nothing to YAML wherever they stand, if the first is a letter.
bool is_plain(char32_t c, place at) {
  constexpr std::u32string_view marks = U" _-./+()@'&";
  if (at == place::block && (c == ',' || c == ';' || c == '!' || c == '?')) return true;
  return is_letter(c) || is_digit(c) || c >= 0xA1 || marks.find(c) != std::u32string_view::npos;
}

bool may_begin(char32_t c) { return is_letter(c) || c == '_' || c >= 0xA1; }

/// Words that one YAML reader or another takes for something else than text.
bool is_word_of_yaml(std::string_view text) {
  constexpr std::array<std::string_view, 10> words = {"null", "true", "false", "yes", "no",
                                                      "on",   "off",  "y",     "n",   "nan"};
  return std::ranges::find(words, base::lower(text)) != words.end();
}

bool can_be_plain(std::string_view text, place where) {
  if (text.empty() || text.back() == ' ' || is_word_of_yaml(text)) return false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    if (!c || is_unseen(c->code) || !is_plain(c->code, where)) return false;
    if (at == 0 && !may_begin(c->code)) return false;
    at += c->bytes;
  }
  return true;
}

std::string escaped(char32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\t') return "\\t";
  std::array<char, 16> buffer{};
  const char* form = code < 0x80 ? "\\x%02X" : code < 0x10000 ? "\\u%04X" : "\\U%08X";
  std::snprintf(buffer.data(), buffer.size(), form, static_cast<unsigned>(code));
  return buffer.data();
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto c = base::decode(text, at);
    const char32_t code = c ? c->code : 0xFFFD;
    const std::string_view rest = text.substr(at);
    if (code == '"' || code == '\\') {
      out += '\\';
      out += static_cast<char>(code);
    } else if (is_unseen(code) || rest.starts_with("${") || rest.starts_with("{{")) {
      out += escaped(code);
    } else {
      out += c ? text.substr(at, c->bytes) : "\uFFFD";
    }
    at += c ? c->bytes : 1;
  }
  return base::break_commands(out, "\\x23") + "\"";
}

std::string indent(int level) { return std::string(static_cast<std::size_t>(level) * 2, ' '); }

std::size_t width(std::string_view text) { return static_cast<std::size_t>(base::count_characters(text)); }

} // namespace

bool is_odd_blank(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

std::string scalar(std::string_view text, place at) {
  return can_be_plain(text, at) ? std::string(text) : in_quotes(text);
}

std::string harmless(std::string_view text) {
  return base::break_commands(policy::masked(base::printable(text)), "\\u{23}");
}

std::string counted(std::size_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

void page::gap() {
  if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
}

void page::comment(int level, std::string_view text) {
  const std::string words = harmless(text);
  const std::string begin = indent(level) + "#";
  std::string row = begin;
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    const std::string_view word = std::string_view(words).substr(at, end - at);
    if (row != begin && width(row) + 1 + width(word) > widest) {
      text_ += row + "\n";
      row = begin;
    }
    row.append(" ").append(word);
    at = end + 1;
  }
  text_ += row + "\n";
}

void page::line(int level, std::string_view text, std::string_view note) {
  text_.append(indent(level)).append(text);
  if (!note.empty()) text_ += " # " + harmless(note);
  text_ += '\n';
}

void page::list(int level, std::string_view key, const std::vector<item>& items, std::string_view note) {
  std::string row = std::string(key) + ": [";
  for (const item& one : items) row += (row.ends_with('[') ? "" : ", ") + scalar(one.text, place::brackets);
  row += ']';
  const bool bare = std::ranges::all_of(items, [](const item& one) { return one.note.empty(); });
  if (bare && width(indent(level) + row) <= widest) return line(level, row, note);
  line(level, std::string(key) + ":", note);
  for (const item& one : items) line(level + 1, "- " + scalar(one.text), one.note);
}

void page::list(int level, std::string_view key, const std::vector<std::string>& items,
                std::string_view note) {
  std::vector<item> bare;
  for (const std::string& one : items) bare.push_back({one, {}});
  list(level, key, bare, note);
}

void page::commented_out(const page& lines) {
  const std::string& all = lines.text();
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at) + 1;
    text_ += "#" + all.substr(at, end - at);
    at = end;
  }
}

} // namespace rolecall::exporter
