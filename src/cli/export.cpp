#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/new_files.hpp"
#include "cli/output.hpp"
#include "cli/policy_input.hpp"
#include "cli/reading.hpp"
#include "exporter/exporter.hpp"
#include "policy/json_schema.hpp"
#include "policy/load.hpp"

#include <filesystem>

namespace rolecall::cli {
namespace {

bool goes_to_stdout(const options& chosen) { return chosen.output.empty() || chosen.output == "-"; }

bool is_place_free(const options& chosen) {
  if (!chosen.single_file) return is_free_folder(chosen.output);
  return goes_to_stdout(chosen) || is_free_file(chosen.output);
}

exporter::options choice_of(const options& chosen) {
  if (chosen.single_file && goes_to_stdout(chosen))
    return {exporter::layout::single_file, chosen.schema_place}; // nothing stands beside it
  const std::string place = chosen.schema_place.empty() ? schema_file_name : chosen.schema_place;
  return {chosen.single_file ? exporter::layout::single_file : exporter::layout::folder, place};
}

/// What rolecall itself would refuse is not handed out.
bool is_valid(const options& chosen, const exporter::exported& made) {
  std::vector<policy::source> sources;
  for (const exporter::file& file : made.files) {
    const bool below = file.path.find('/') != std::string::npos;
    sources.push_back({file.path, file.text, below ? policy::standing::sub_folder : policy::standing::top});
  }
  const policy::loaded loaded = policy::load(sources);
  if (loaded.policy) return true;
  show(chosen, loaded.diagnostics);
  say("the exported policy is not valid. This is a bug of rolecall; nothing was written");
  return false;
}

bool put(const options& chosen, exporter::exported& made) {
  if (chosen.single_file) {
    if (goes_to_stdout(chosen)) return put_stdout(made.files.front().text);
    const std::filesystem::path place(chosen.output);
    std::vector<exporter::file> files{{place.filename().string(), made.files.front().text}};
    if (chosen.schema_place.empty() && !std::filesystem::exists(place.parent_path() / schema_file_name))
      files.push_back({schema_file_name, policy::json_schema()});
    return put_new_files(place.parent_path().string(), files);
  }
  if (chosen.schema_place.empty()) made.files.push_back({schema_file_name, policy::json_schema()});
  return put_new_files(chosen.output, made.files);
}

void say_what_is_next(const options& chosen, const exporter::exported& made) {
  for (const std::string& danger : made.unsafe)
    say("beware: no policy can name " + base::printable(danger) + "; authoritative would take it away");
  if (chosen.quiet) return;
  if (goes_to_stdout(chosen)) return say("exported: " + made.summary);
  say("exported to " + base::printable(chosen.output) + ": " + made.summary +
      ".\nRead it, then: rolecall plan " + as_typed(chosen.output) + "\nIt shows that nothing would change.");
}

exit_code write(const options& chosen, const model::organization& whole) {
  exporter::exported made = exporter::export_policy(whole, choice_of(chosen));
  if (!is_valid(chosen, made) || !put(chosen, made)) return exit_code::failure;
  say_what_is_next(chosen, made);
  return exit_code::ok;
}

} // namespace

exit_code run_export(const options& chosen) {
  if (!is_place_free(chosen)) return exit_code::failure; // before an hour of reading, not after it
  return with_whole_organization(chosen,
                                 [&](const model::organization& whole) { return write(chosen, whole); });
}

} // namespace rolecall::cli
