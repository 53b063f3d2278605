#include "report/diagnostics_json.hpp"

#include "base/json_text.hpp"

#include <algorithm>

namespace rolecall::report {
namespace {

using base::json_text;

void put_position(json_text& out, std::string_view key, int line, int column) {
  out.key(key).open_object();
  out.key("line").number(static_cast<std::size_t>(std::max(1, line)));
  out.key("column").number(static_cast<std::size_t>(std::max(1, column)));
  out.close_object();
}

/// A file as a whole is the empty stretch at its beginning.
void put_range(json_text& out, const base::source_range& at) {
  const bool whole_file = at.begin.line == 0;
  out.key("range").open_object();
  out.key("filename").text(at.begin.file);
  put_position(out, "start", at.begin.line, at.begin.column);
  put_position(out, "end", at.begin.line, whole_file ? 1 : at.begin.column + std::max(1, at.length));
  out.close_object();
}

void put_one(json_text& out, const base::diagnostic& d) {
  out.open_object();
  out.key("severity").text(d.level == base::severity::error ? "error" : "warning");
  out.key("rule").text(d.rule);
  out.key("summary").text(d.message);
  out.key("detail").text(d.hint);
  if (!d.address.empty()) out.key("address").text(d.address);
  put_range(out, d.at);
  out.key("related").open_array();
  for (const base::related& r : d.also) {
    out.open_object();
    out.key("message").text(r.message);
    put_range(out, r.at);
    out.close_object();
  }
  out.close_array();
  out.close_object();
}

} // namespace

std::string diagnostics_json(const std::vector<base::diagnostic>& all) {
  const auto errors =
      static_cast<std::size_t>(std::ranges::count(all, base::severity::error, &base::diagnostic::level));
  json_text out;
  out.open_object();
  out.key("format_version").text("1.0");
  out.key("valid").boolean(errors == 0);
  out.key("error_count").number(errors);
  out.key("warning_count").number(all.size() - errors);
  out.key("diagnostics").open_array();
  for (const base::diagnostic& d : all) put_one(out, d);
  out.close_array();
  out.close_object();
  return out.str();
}

} // namespace rolecall::report
