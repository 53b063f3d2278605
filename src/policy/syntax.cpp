#include "policy/syntax.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rolecall::policy {
namespace {

place at_offset(std::size_t offset, std::size_t length = 1) {
  return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(length)};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool may_precede_token(char c) { return is_blank(c) || c == '[' || c == '{' || c == ',' || c == ':'; }

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

/// A quoted text that runs over the end of a line, or to the end of the file.
struct long_quote {
  std::size_t begin = 0;
  std::optional<std::size_t> end;
};

/// The first such text at or after `from` that ends in the line of `before`, or never.
std::optional<long_quote> find_long_quote(std::string_view text, std::size_t from, std::size_t before) {
  for (std::size_t at = from; at < text.size(); ++at) {
    const bool token_may_start = at == 0 || may_precede_token(text[at - 1]);
    if (text[at] == '#' && (at == 0 || is_blank(text[at - 1]))) {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if ((text[at] == '"' || text[at] == '\'') && token_may_start) {
      const auto end = end_of_quoted(text, at);
      if (!end && at > before) return std::nullopt;
      if (!end) return long_quote{at, end};
      const bool one_line = text.substr(at, *end - at).find('\n') == std::string_view::npos;
      if (!one_line && *end <= before && text.find('\n', *end) >= before) return long_quote{at, end};
      at = *end - 1;
    }
  }
  return std::nullopt;
}

class syntax_error {
public:
  syntax_error(const document& in, std::size_t offset, std::string_view message, findings& out)
      : in_(in), text_(in.text()), offset_(std::min(offset, text_.size())), message_(message), out_(out) {
    if (offset_ < text_.size()) return;
    const std::size_t last =
        text_.find_last_not_of(" \t\r\n"); // at the end: show the last line that says something
    offset_ = last == std::string_view::npos ? 0 : last;
  }

  void report(std::size_t understood) const {
    if (const auto quote = find_long_quote(text_, understood, offset_)) return report_quote(*quote);
    if (const auto marker = marker_in_line()) return report_template_marker(in_, at_offset(*marker, 2), out_);
    if (message_ == "the referenced anchor is not defined" || message_.starts_with("alias not found")) {
      return report_star();
    }
    if (message_.starts_with("unknown token")) return report_reserved();
    if (message_ == "illegal map value") return report_map_value();
    add(rule::syntax, plainly(), hint_for(message_));
  }

private:
  void add(rule broken, std::string message, std::string hint) const {
    out_.add(broken, in_.range(at_offset(offset_)), std::move(message), std::move(hint));
  }

  std::optional<std::size_t> marker_in_line() const {
    const std::size_t before = offset_ == 0 ? std::string_view::npos : text_.rfind('\n', offset_ - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view line = text_.substr(begin, text_.find('\n', begin) - begin);
    const std::size_t marker = std::min(line.find("${"), line.find("{{"));
    if (marker == std::string_view::npos) return std::nullopt;
    return begin + marker;
  }

  void report_quote(const long_quote& quoted) const {
    const base::source_range at = in_.range(at_offset(quoted.begin));
    if (!quoted.end) {
      return out_.add(rule::unclosed_quote, at, "this quote is never closed", "close it; was the file cut?");
    }
    const base::source_range end = in_.range(at_offset(*quoted.end - 1));
    out_.add(rule::unclosed_quote, at,
             "this quote is closed only in line " + std::to_string(end.begin.line) +
                 ", and that gives no YAML",
             "close it where the text ends", {{end, "taken for its end"}});
  }

  void report_star() const {
    std::size_t star = offset_;
    if (text_[star] != '*') star = text_.substr(0, star).rfind('*');
    if (star == std::string_view::npos) star = offset_;
    out_.add(rule::needs_quotes, in_.range(at_offset(star)),
             "text that begins with * is an alias in YAML, and a policy has no aliases",
             "put it in quotes: " + in_quotes(star));
  }

  void report_reserved() const {
    const char c = text_[offset_];
    if (c != '@' && c != '%' && c != '`') {
      return add(rule::syntax, "YAML cannot read on here", "if this is text, put it in quotes");
    }
    const std::string found = std::string("text that begins with ") + c + " must be in quotes";
    add(rule::needs_quotes, c == '@' ? found + ": YAML reserves the character" : found,
        "write " + in_quotes(offset_));
  }

  /// The token at `at` as it should have been written.
  std::string in_quotes(std::size_t at) const {
    const std::size_t end = std::min(text_.find_first_of(",]}\n\r#", at), text_.size());
    return "\"" + std::string(trimmed(text_.substr(at, end - at))) + "\"";
  }

  void report_map_value() const {
    const base::source_range here = in_.range(at_offset(offset_));
    for (int number = here.begin.line; number >= std::max(1, here.begin.line - 1); --number) {
      const std::string_view line = in_.line(number);
      const std::string_view words = trimmed(line);
      const auto better = with_missing_blank(words);
      if (!better || words.find(": ") != std::string_view::npos) continue;
      base::source_range at = here;
      at.begin = {in_.name(), number, static_cast<int>(line.find_first_not_of(" \t")) + 1};
      at.length = static_cast<int>(words.size());
      return out_.add(rule::missing_blank, at, "a blank is missing in " + quote(words),
                      "write " + quote(*better));
    }
    add(rule::syntax, "a colon that gives a value is not expected here",
        "check the indentation of this line and of the one above; text with a colon and a blank in it needs "
        "quotes");
  }

  std::string plainly() const {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> sentences = {{
        {"end of map not found", "this does not belong to the map that it stands in"},
        {"end of map flow not found", "a { is not closed, or a comma is missing"},
        {"end of sequence not found", "this does not belong to the list that it stands in"},
        {"end of sequence flow not found", "a [ is not closed, or a comma is missing"},
        {"illegal flow end", "a closing bracket without its opening one"},
        {"illegal block entry", "a list item is not expected here"},
        {"illegal map key", "a key is not expected here"},
        {"bad file", "the file is nested too deeply"},
    }};
    for (const auto& [theirs, ours] : sentences) {
      if (message_ == theirs) return std::string(ours);
    }
    return "this is not YAML: " + std::string(message_);
  }

  static std::string hint_for(std::string_view message) {
    if (message.starts_with("end of map") || message.starts_with("end of sequence")) {
      return "check the indentation of this line, and that every bracket is closed";
    }
    if (message.starts_with("unknown escape"))
      return "in double quotes \\ begins an escape; write \\\\ or single quotes";
    if (message.starts_with("invalid unicode")) return "write the character itself, or \\U and eight digits";
    return {};
  }

  const document& in_;
  std::string_view text_;
  std::size_t offset_;
  std::string_view message_;
  findings& out_;
};

} // namespace

std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t at) {
  const char mark = text[at];
  const char* const stops = mark == '"' ? "\"\\" : "'";
  for (std::size_t i = text.find_first_of(stops, at + 1); i != std::string_view::npos;
       i = text.find_first_of(stops, i)) {
    if (text[i] == '\\') {
      i += 2;
    } else if (mark == '\'' && i + 1 < text.size() && text[i + 1] == '\'') {
      i += 2;
    } else {
      return i + 1;
    }
  }
  return std::nullopt;
}

void report_syntax_error(const document& in, std::size_t offset, std::string_view message,
                         std::size_t understood, findings& out) {
  syntax_error(in, offset, message, out).report(understood);
}

bool has_template_marker(std::string_view text) {
  return text.find("${") != std::string_view::npos || text.find("{{") != std::string_view::npos;
}

void report_template_marker(const document& in, place at, findings& out) {
  out.add(rule::unexpanded, in.range(at), "a template marker (${...} or {{ ... }}) was left in: unexpanded",
          "run the template first; rolecall expands no variables");
}

std::optional<std::string> with_missing_blank(std::string_view key) {
  const std::size_t colon = key.find(':');
  if (colon != std::string_view::npos && colon > 0 && colon + 1 < key.size() && !is_blank(key[colon + 1])) {
    return std::string(key.substr(0, colon + 1)) + " " + std::string(key.substr(colon + 1));
  }
  if (key.size() > 1 && key[0] == '-' && key[1] != '-' && !is_blank(key[1]))
    return "- " + std::string(key.substr(1));
  return std::nullopt;
}

} // namespace rolecall::policy
