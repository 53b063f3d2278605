#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/new_files.hpp"
#include "cli/output.hpp"
#include "exporter/starter.hpp"
#include "policy/json_schema.hpp"

#include <filesystem>

namespace rolecall::cli {
namespace {

/// `path` is empty where the commands find the policy without it.
std::string next_steps(const std::string& path) {
  const std::string with = path.empty() ? "" : " " + path;
  const auto step = [&](const std::string& command, const std::string& what) {
    return "  rolecall " + command + std::string(4, ' ') + what + "\n";
  };
  const std::string blanks(with.size(), ' ');
  return "\nNext:\n" +
         step("whoami  " + blanks, "which organization does my key open? Write its id into the policy") +
         step("validate" + with, "after each edit: is it well formed?") +
         step("plan" + with + "    ", "what would change? (changes nothing)") +
         "Is there access already that was given by hand? rolecall export writes it as a policy.";
}

std::string written(const std::string& policy, const std::string& schema, bool schema_is_new) {
  return "wrote " + base::printable(policy) + ", which changes nothing yet" +
         (schema_is_new ? ", and " + base::printable(schema) + " for editors."
                        : ". " + base::printable(schema) + " was there already and is left as it is.");
}

} // namespace

exit_code run_init(const options& chosen) {
  const std::filesystem::path folder(chosen.folder);
  const std::string policy = (folder / "rolecall.yaml").lexically_normal().string();
  const std::string schema = (folder / schema_file_name).lexically_normal().string();
  if (!is_free_file(policy)) return exit_code::failure;
  std::vector<exporter::file> files{{"rolecall.yaml", exporter::starter(schema_file_name)}};
  const bool schema_is_new = !std::filesystem::exists(schema);
  if (schema_is_new) files.push_back({schema_file_name, policy::json_schema()});
  if (!put_new_files(chosen.folder, files)) return exit_code::failure;
  if (!chosen.quiet)
    say(written(policy, schema, schema_is_new) +
        next_steps(policy == "rolecall.yaml" ? "" : as_typed(policy)));
  return exit_code::ok;
}

} // namespace rolecall::cli
