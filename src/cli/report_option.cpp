#include "cli/report_option.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace rolecall::cli {
namespace {

std::string unknown_kind(const std::string& name, const std::vector<report_choice>& choices) {
  std::vector<std::string> known;
  known.reserve(choices.size());
  for (const report_choice& choice : choices) known.push_back(choice.name);
  const auto meant = base::nearest(name, known);
  return "there is no report of the kind " + base::quoted(name) +
         (meant ? "; did you mean " + *meant + "?" : "; expects one of " + names_of(choices));
}

/// "./a" and "a" are one file.
std::string place_of(const std::string& file) {
  return std::filesystem::path(file).lexically_normal().string();
}

} // namespace

std::string names_of(const std::vector<report_choice>& choices) {
  std::string out;
  for (const report_choice& choice : choices) out += (out.empty() ? "" : "|") + choice.name;
  return out;
}

std::variant<report_request, std::string> read_report(const std::string& word,
                                                      const std::vector<report_choice>& choices) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const auto chosen = std::ranges::find(choices, name, &report_choice::name);
  if (chosen == choices.end()) return unknown_kind(name, choices);
  const std::string file = equals == std::string::npos ? "" : word.substr(equals + 1);
  if (file == "-") {
    return name + " goes to a file: --report " + name + "=FILE" +
           (chosen->may_go_to_stdout ? "; for stdout write --report " + name : "");
  }
  const bool to_stdout = chosen->may_go_to_stdout && equals == std::string::npos;
  if (file.empty() && !to_stdout) return name + " needs a file: --report " + name + "=FILE";
  return report_request{chosen->kind, file};
}

std::string clash_of_reports(const options& chosen) {
  std::set<std::string> places;
  if (!chosen.output.empty()) places.insert(place_of(chosen.output));
  for (const report_request& asked : chosen.reports) {
    if (places.insert(place_of(asked.file)).second) continue;
    if (asked.file.empty()) return "--report github is given twice";
    return "two outputs would go to " + base::quoted(asked.file) + "; name a file for each";
  }
  if (chosen.format != shape::text && chosen.output.empty() && places.contains("")) {
    return "--report github and --format json would both go to stdout; name a file for one: --report "
           "github=FILE, or -o FILE";
  }
  return {};
}

} // namespace rolecall::cli
