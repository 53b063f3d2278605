#include "report/plan_markdown.hpp"

#include "base/text.hpp"
#include "report/entry.hpp"
#include "report/escape.hpp"
#include "report/sections.hpp"

#include <algorithm>

namespace rolecall::report {
namespace {

constexpr std::size_t longest_line = 600; // bytes; also bounds the fences
constexpr std::size_t section_limit =
    2'500; // bytes of lines in one section: ten sections leave room for operations

std::size_t longest_run_of_backticks(const std::string& text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string fenced(const std::string& language, const std::string& lines) {
  const std::string fence(std::max<std::size_t>(3, longest_run_of_backticks(lines) + 1), '`');
  return fence + language + "\n" + lines + fence + "\n";
}

std::string code_span(const std::string& text) {
  const std::string fence(longest_run_of_backticks(text) + 1, '`');
  return fence + " " + text + " " + fence;
}

/// At most longest_line bytes, whole characters.
std::string cut(const std::string& line) {
  if (line.size() <= longest_line) return line;
  constexpr std::string_view mark = " ... (cut)";
  std::size_t end = 0;
  while (const auto c = base::decode(line, end)) {
    if (end + c->bytes > longest_line - mark.size()) break;
    end += c->bytes;
  }
  return line.substr(0, end).append(mark);
}

/// GitHub colours lines of a diff that begin with one of `+ - !`.
char mark_of(char sign) { return sign == '~' ? '!' : sign; }

char mark_of(plan::verb v) {
  switch (v) {
  case plan::verb::create: return '+';
  case plan::verb::update: return '!';
  case plan::verb::remove: return '-';
  }
  return ' ';
}

std::string headline(const entry& e) {
  const std::string origin = e.origin.empty() ? "" : "  (" + e.origin + ")";
  return cut(std::string(1, mark_of(e.verb)) + " " + e.address + origin) + "\n";
}

std::string detail_lines(const entry& e) {
  std::string out;
  for (const detail& d : e.details) out += cut(std::string(1, mark_of(d.sign)) + "       " + d.text) + "\n";
  return out;
}

/// The operations as a diff of at most `room` bytes, fences and counts of what is left out included.
std::string operations(const plan::plan& p, std::size_t room) {
  if (p.operations.empty()) return {};
  const std::size_t for_lines = room - 2 * (longest_line + 1) - 200;
  std::string lines;
  std::size_t shown_operations = 0;
  std::size_t without_details = 0;
  const deletions gone = deletions_of(p);
  for (const plan::operation& op : p.operations) {
    const entry e = describe(op, gone);
    const std::string head = headline(e);
    const std::string details = detail_lines(e);
    if (lines.size() + head.size() > for_lines) break;
    lines += head;
    ++shown_operations;
    if (lines.size() + details.size() <= for_lines)
      lines += details;
    else
      ++without_details;
  }
  std::string out = fenced("diff", lines);
  const std::size_t hidden = p.operations.size() - shown_operations;
  if (hidden > 0) out += "\n**" + counted(hidden, "operation") + " not shown: too many for a comment.**\n";
  if (without_details > 0) {
    out += "\n**The details of " + counted(without_details, "operation") +
           " are not shown: too many for a comment.**\n";
  }
  return out + "\n";
}

std::string section_lines(const section& s) {
  std::string lines;
  for (std::size_t i = 0; i < s.lines.size(); ++i) {
    const std::string line = cut(s.lines[i]) + "\n";
    if (lines.size() + line.size() > section_limit) {
      return lines + "... and " + counted(s.lines.size() - i, "more line") + "\n";
    }
    lines += line;
  }
  return lines;
}

std::string rest(const plan::plan& p) {
  std::string out;
  for (const section& s : sections(p)) {
    out += "**" + s.title + "**\n\n" + fenced("text", section_lines(s)) + "\n";
  }
  for (const section& s : kept_sections(p)) {
    // Without the blank line the fence would be taken for HTML.
    out += "<details><summary>" + s.title + "</summary>\n\n" + fenced("text", section_lines(s)) +
           "\n</details>\n\n";
  }
  return out;
}

} // namespace

std::string plan_markdown(const plan::plan& p, bool part) {
  std::string head = "### " + summary_sentence(p, part) + "\n\n";
  if (p.organization) head += "Organization " + code_span(cut(shown(*p.organization))) + "\n\n";
  const std::string tail = rest(p);
  std::string out = head + operations(p, markdown_limit - head.size() - tail.size()) + tail;
  out.pop_back(); // the last empty line
  return out;
}

} // namespace rolecall::report
