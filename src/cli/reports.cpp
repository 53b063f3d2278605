#include "cli/reports.hpp"

#include "cli/output.hpp"
#include "policy/rules.hpp"
#include "report/diagnostics_codequality.hpp"
#include "report/diagnostics_github.hpp"
#include "report/diagnostics_json.hpp"
#include "report/diagnostics_junit.hpp"
#include "report/diagnostics_sarif.hpp"

#include <filesystem>

namespace rolecall::cli {
namespace {

std::vector<report::rule_about> all_rules() {
  std::vector<report::rule_about> out;
  for (const policy::rule_info& rule : policy::rules()) {
    out.push_back(
        {policy::id_of(rule.number), std::string(rule.name), rule.level, std::string(rule.meaning)});
  }
  return out;
}

report::checkout checkout_of(const options& chosen) {
  std::error_code ignored;
  const std::string policy = policy_paths(chosen).front();
  return {std::filesystem::current_path(ignored).string(), policy == "-" ? "rolecall.yaml" : policy};
}

std::vector<std::string> checked_files(const policy_input& input, const report::checkout& where) {
  std::vector<std::string> out;
  if (!input.checked) return out;
  for (const policy::source& source : input.sources) out.push_back(path_in(where, source.name));
  return out;
}

std::string made(report_kind kind, const policy_input& input, const report::checkout& where) {
  if (kind == report_kind::json) return report::diagnostics_json(input.diagnostics);
  const std::vector<base::diagnostic> found = in_checkout(input.diagnostics, where);
  switch (kind) {
  case report_kind::sarif: return report::diagnostics_sarif(found, all_rules());
  case report_kind::junit: return report::diagnostics_junit(found, checked_files(input, where), all_rules());
  case report_kind::codequality: return report::diagnostics_codequality(found);
  case report_kind::github: return report::diagnostics_github(found);
  case report_kind::json: break;
  }
  return {};
}

} // namespace

bool put_reports(const options& chosen, const policy_input& input) {
  const report::checkout where = checkout_of(chosen);
  bool all = true;
  for (const report_request& asked : chosen.reports) {
    const std::string text = made(asked.kind, input, where);
    const bool put = asked.file.empty() ? put_stdout(text) : put_file(asked.file, text);
    all = all && put;
  }
  return all;
}

} // namespace rolecall::cli
