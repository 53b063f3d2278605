#include "report/diagnostics_github.hpp"

#include "report/code_host.hpp"
#include "report/escape.hpp"

#include <string_view>

namespace rolecall::report {
namespace {

/// `text` with each character of `which` as % and two digits.
std::string percent(std::string_view text, std::string_view which) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (which.find(c) == std::string_view::npos)
      out += c;
    else
      out += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
  }
  return out;
}

std::string property(std::string_view name, const std::string& value) {
  return std::string(name) + "=" + percent(value, "%\r\n:,");
}

std::string property(std::string_view name, std::size_t value) {
  return property(name, std::to_string(value));
}

/// A file as a whole has no columns.
std::string place(const base::source_range& at) {
  const region where = region_of(at);
  const std::string line = property("file", shown(at.begin.file)) + "," + property("line", where.line) + "," +
                           property("endLine", where.line);
  if (at.begin.line == 0) return line;
  return line + "," + property("col", where.column) + "," + property("endColumn", where.end_column);
}

std::string message_of(const base::diagnostic& d) {
  std::string out = shown(d.message);
  for (const base::related& r : d.also) out += "\nnote: " + shown(r.at.begin) + ": " + shown(r.message);
  if (!d.hint.empty()) out += "\nhint: " + shown(d.hint);
  return percent(out, "%\r\n");
}

std::string annotation(const base::diagnostic& d) {
  const std::string level = d.level == base::severity::error ? "error" : "warning";
  return "::" + level + " " + place(d.at) + "," + property("title", d.rule) + "::" + message_of(d) + "\n";
}

} // namespace

std::string diagnostics_github(const std::vector<base::diagnostic>& all) {
  std::string out;
  for (const base::diagnostic& d : all) out += annotation(d);
  return out;
}

} // namespace rolecall::report
