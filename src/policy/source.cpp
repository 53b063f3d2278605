#include "policy/source.hpp"

#include <algorithm>

namespace rolecall::policy {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t block = 64;

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_character));
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
}

} // namespace

document::document(const source& from) : source_(&from), text_(from.text) {
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  line_starts_.push_back(0);
  for (std::size_t at = text_.find('\n'); at != std::string_view::npos; at = text_.find('\n', at + 1)) {
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
  if (is_ascii(text_)) return;
  std::size_t count = 0;
  for (std::size_t at = 0; at <= text_.size(); at += block) {
    character_counts_.push_back(static_cast<std::uint32_t>(count));
    count += characters(text_.substr(at, block));
  }
}

std::size_t document::characters_before(std::size_t offset) const {
  if (character_counts_.empty()) return offset;
  const std::size_t whole = offset / block;
  return character_counts_[whole] + characters(text_.substr(whole * block, offset - whole * block));
}

base::source_range document::range(place at) const {
  const std::size_t offset = std::min<std::size_t>(at.offset, text_.size());
  const auto after = std::ranges::upper_bound(line_starts_, offset);
  const std::size_t start = *std::prev(after);
  std::size_t end = after == line_starts_.end() ? text_.size() : *after - 1;
  if (end > offset && text_[end - 1] == '\r') --end;
  const std::size_t last = std::min<std::size_t>(end, offset + at.length);
  const std::size_t before = characters_before(offset);
  base::source_range range;
  range.begin.file = name();
  range.begin.line = static_cast<int>(after - line_starts_.begin());
  range.begin.column = static_cast<int>(before - characters_before(start)) + 1;
  range.length = std::max(1, static_cast<int>(characters_before(std::max(last, offset)) - before));
  return range;
}

std::string_view document::line(int number) const {
  if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size()) return {};
  const std::size_t start = line_starts_[static_cast<std::size_t>(number - 1)];
  std::string_view line = text_.substr(start, text_.find('\n', start) - start);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void quote_lines(std::vector<base::diagnostic>& all, const std::vector<source>& sources) {
  for (base::diagnostic& d : all) {
    const auto from = std::ranges::find(sources, d.at.begin.file, &source::name);
    if (d.source_line.empty() && from != sources.end()) d.source_line = document(*from).line(d.at.begin.line);
  }
}

} // namespace rolecall::policy
