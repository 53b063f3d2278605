#include "report/diagnostics_codequality.hpp"

#include "base/json_text.hpp"
#include "base/stable_hash.hpp"
#include "report/code_host.hpp"
#include "report/escape.hpp"

namespace rolecall::report {
namespace {

using base::json_text;

/// GitLab shows it in a list, on one line.
std::string description_of(const base::diagnostic& d) {
  return shown(d.message) + (d.hint.empty() ? "" : "; " + shown(d.hint));
}

void put_location(json_text& out, const base::source_range& at) {
  out.key("location").open_object();
  out.key("path").text(at.begin.file);
  out.key("lines").open_object();
  out.key("begin").number(region_of(at).line);
  out.close_object();
  out.close_object();
}

void put_one(json_text& out, const base::diagnostic& d, const std::string& mark) {
  out.open_object();
  out.key("description").text(description_of(d));
  out.key("check_name").text(d.rule);
  out.key("fingerprint").text(base::hex(base::stable_hash(mark)));
  out.key("severity").text(d.level == base::severity::error ? "major" : "minor");
  put_location(out, d.at);
  out.close_object();
}

} // namespace

std::string diagnostics_codequality(const std::vector<base::diagnostic>& all) {
  const std::vector<std::string> marks = fingerprints(all);
  json_text out;
  out.open_array();
  for (std::size_t i = 0; i < all.size(); ++i) put_one(out, all[i], marks[i]);
  out.close_array();
  return out.str();
}

} // namespace rolecall::report
