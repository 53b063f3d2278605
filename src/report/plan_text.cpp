#include "report/plan_text.hpp"

#include "base/text.hpp"
#include "report/entry.hpp"
#include "report/escape.hpp"
#include "report/paint.hpp"
#include "report/sections.hpp"

#include <algorithm>

namespace rolecall::report {
namespace {

constexpr std::size_t widest_column = 72; // of addresses; the policy line of a longer one just follows it

std::size_t width(const std::string& text) { return static_cast<std::size_t>(base::count_characters(text)); }

std::size_t column_of_origins(const std::vector<entry>& entries) {
  std::size_t column = 0;
  for (const entry& e : entries) {
    if (width(e.address) <= widest_column) column = std::max(column, width(e.address));
  }
  return column;
}

void append_entry(std::string& out, const entry& e, std::size_t column, const painter& paint) {
  out += paint.sign(sign_of(e.verb)) + " " + e.address;
  if (!e.origin.empty()) {
    const std::size_t used = width(e.address);
    out += std::string(used < column ? column - used : 0, ' ') + "  " + e.origin;
  }
  out += '\n';
  for (const detail& d : e.details) out += "      " + paint.sign(d.sign) + " " + d.text + "\n";
}

void append_section(std::string& out, const section& s, const painter& paint) {
  out += "\n" + paint.bold(s.title + ":") + "\n";
  for (const std::string& line : s.lines) out += "  " + line + "\n";
}

} // namespace

std::string plan_text(const plan::plan& p, const text_options& choice) {
  const painter paint(choice.use);
  std::string out;
  if (p.organization) out += "Organization: " + shown(*p.organization) + "\n\n";
  const deletions gone = deletions_of(p);
  std::vector<entry> entries;
  for (const plan::operation& op : p.operations) entries.push_back(describe(op, gone));
  const std::size_t column = column_of_origins(entries);
  for (const entry& e : entries) append_entry(out, e, column, paint);
  if (!entries.empty()) out += '\n';
  out += paint.bold(summary_sentence(p, choice.part)) + "\n";
  for (const section& s : sections(p)) append_section(out, s, paint);
  const std::vector<section> kept = kept_sections(p);
  if (!choice.show_kept && !kept.empty()) out += '\n';
  for (const section& s : kept) {
    if (choice.show_kept)
      append_section(out, s, paint);
    else
      out += s.title + ".\n";
  }
  return out;
}

} // namespace rolecall::report
