#include "report/diagnostics_text.hpp"

#include "base/text.hpp"
#include "report/escape.hpp"

#include <algorithm>
#include <string_view>

namespace rolecall::report {
namespace {

constexpr std::size_t tab_stop = 8;
constexpr std::size_t widest = 150; // of a source line; a longer one is shown around its mark

/// Columns that a terminal gives to a character. Ranges of what is two wide or none in common fonts; a mark
/// that is off by one under a rare character is no harm.
std::size_t width_of(char32_t code) {
  const bool combines = (code >= 0x0300 && code <= 0x036F) || (code >= 0x1AB0 && code <= 0x1AFF) ||
                        (code >= 0x20D0 && code <= 0x20FF) || (code >= 0xFE00 && code <= 0xFE0F) ||
                        (code >= 0x200B && code <= 0x200D) || code == 0xFEFF;
  if (combines) return 0;
  const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                    (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                    (code >= 0xFFE0 && code <= 0xFFE6) || (code >= 0x1F300 && code <= 0x1FAFF) ||
                    (code >= 0x20000 && code <= 0x3FFFD);
  return wide ? 2 : 1;
}

/// One character of a source line as it is shown.
struct cell {
  std::string text;
  std::size_t width = 1;
};

/// Here and not in the whole line, so that the mark stands under what is shown.
void break_commands(std::vector<cell>& cells) {
  for (std::size_t i = 1; i < cells.size(); ++i) {
    if (cells[i].text != "#" || cells[i - 1].text != "#") continue;
    std::string next = "##";
    for (std::size_t k = i + 1; k < std::min(cells.size(), i + 5); ++k) next += cells[k].text;
    if (shown(next) != next) cells[i] = {"\\u{23}", 6};
  }
}

std::vector<cell> cells_of(std::string_view line) {
  std::vector<cell> cells;
  std::size_t column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const auto c = base::decode(line, at);
    const std::size_t bytes = c ? c->bytes : 1;
    cell shown;
    if (c && c->code == '\t') {
      shown.width = tab_stop - column % tab_stop;
      shown.text.assign(shown.width, ' ');
    } else {
      shown.text = base::printable(line.substr(at, bytes));
      shown.width = c && shown.text == line.substr(at, bytes) ? width_of(c->code) : shown.text.size();
    }
    column += shown.width;
    cells.push_back(std::move(shown));
    at += bytes;
  }
  break_commands(cells);
  return cells;
}

std::size_t width_of(const std::vector<cell>& cells, std::size_t from, std::size_t to) {
  std::size_t sum = 0;
  for (std::size_t i = from; i < to && i < cells.size(); ++i) sum += cells[i].width;
  return sum;
}

struct paint {
  color use;
  std::string operator()(std::string_view code, std::string_view text) const {
    if (use == color::off) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }
};

constexpr std::string_view red = "1;31";
constexpr std::string_view yellow = "1;33";
constexpr std::string_view cyan = "36";
constexpr std::string_view bold = "1";

constexpr std::string_view cut = "..."; ///< where a line goes on; ASCII, whatever the locale

/// The source line behind its number, which also keeps foreign text from the beginning of the line, and the
/// mark.
void append_source(std::string& out, const base::diagnostic& d, std::string_view mark_color,
                   const paint& paint) {
  const std::vector<cell> cells = cells_of(d.source_line);
  const std::size_t begin =
      std::min(static_cast<std::size_t>(std::max(1, d.at.begin.column)) - 1, cells.size());
  const std::size_t end = std::max(begin + 1, begin + static_cast<std::size_t>(std::max(1, d.at.length)));
  const bool too_wide = width_of(cells, 0, cells.size()) > widest;
  const std::size_t first = too_wide && begin > widest / 3 ? begin - widest / 3 : 0;
  const std::size_t last = too_wide ? std::min(cells.size(), first + widest) : cells.size();

  const std::string number = std::to_string(d.at.begin.line);
  std::string line(first > 0 ? cut : "");
  for (std::size_t i = first; i < last; ++i) line += cells[i].text;
  if (last < cells.size()) line += cut;
  out += "  " + paint(cyan, number + " |") + " " + shown(line) + "\n";

  const std::size_t before = width_of(cells, first, begin) + (first > 0 ? cut.size() : 0);
  const std::size_t length = std::max<std::size_t>(1, width_of(cells, begin, std::min(end, last)));
  out += "  " + std::string(number.size(), ' ') + paint(cyan, " |") + " " + std::string(before, ' ') +
         paint(mark_color, "^" + std::string(length - 1, '~')) + "\n";
}

void append_one(std::string& out, const base::diagnostic& d, const paint& paint) {
  const bool is_error = d.level == base::severity::error;
  const std::string_view mark_color = is_error ? red : yellow;
  const std::string place = shown_first(base::to_string(d.at.begin));
  if (!place.empty()) out += paint(bold, place + ":") + " ";
  out += paint(mark_color, is_error ? "error:" : "warning:") + " " + shown(d.message) + " [" + d.rule + "]\n";
  if (!d.source_line.empty() && d.at.begin.line > 0) append_source(out, d, mark_color, paint);
  for (const base::related& r : d.also) {
    out += "  " + paint(cyan, "note:") + " " + shown(r.at.begin) + ": " + shown(r.message) + "\n";
  }
  if (!is_error && !d.address.empty()) out += "  " + paint(cyan, "about:") + " " + shown(d.address) + "\n";
  if (!d.hint.empty()) out += "  " + paint(cyan, "hint:") + " " + shown(d.hint) + "\n";
}

} // namespace

std::string diagnostics_text(const std::vector<base::diagnostic>& all, color use) {
  std::string out;
  for (const base::diagnostic& d : all) append_one(out, d, paint{use});
  return out;
}

} // namespace rolecall::report
