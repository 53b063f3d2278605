#include "cli/policy_input.hpp"

#include "cli/output.hpp"
#include "policy/files.hpp"
#include "policy/load.hpp"
#include "report/diagnostics_text.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>

namespace rolecall::cli {

std::vector<std::string> policy_paths(const options& chosen) {
  if (!chosen.paths.empty()) return chosen.paths;
  std::error_code ignored;
  const bool folder_only =
      !std::filesystem::exists("rolecall.yaml", ignored) && std::filesystem::is_directory("policy", ignored);
  return {folder_only ? "policy" : "rolecall.yaml"};
}

policy_input read_policy(const options& chosen) {
  policy_input out;
  policy::files read = policy::read_files(policy_paths(chosen), std::cin);
  out.sources = std::move(read.sources);
  out.diagnostics = std::move(read.diagnostics);
  out.checked = !base::has_errors(out.diagnostics);
  if (!out.checked) return out;
  policy::loaded loaded = policy::load(out.sources);
  out.policy = std::move(loaded.policy);
  out.accepted = loaded.accepted;
  std::ranges::move(loaded.diagnostics, std::back_inserter(out.diagnostics));
  return out;
}

void show(const options& chosen, const std::vector<base::diagnostic>& all) {
  std::vector<base::diagnostic> shown;
  const auto wanted = [&](const base::diagnostic& d) {
    return !chosen.quiet || d.level == base::severity::error;
  };
  std::ranges::copy_if(all, std::back_inserter(shown), wanted);
  const bool color = use_color(chosen.color, stream::err);
  if (!shown.empty())
    put_error(report::diagnostics_text(shown, color ? report::color::on : report::color::off));
}

} // namespace rolecall::cli
