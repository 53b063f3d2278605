#include "cli/commands.hpp"
#include "cli/new_files.hpp"
#include "cli/output.hpp"
#include "exporter/starter.hpp"
#include "policy/json_schema.hpp"

#include <filesystem>

namespace rolecall::cli {
namespace {

constexpr const char* next_steps =
    "\n"
    "Next:\n"
    "  rolecall whoami      which organization does my key open? Write its id into the policy\n"
    "  rolecall validate    after each edit: is it well formed?\n"
    "  rolecall plan        what would change? (changes nothing)\n"
    "Is there access already that was given by hand? rolecall export writes it as a policy.";

} // namespace

exit_code run_init(const options& chosen) {
  const std::filesystem::path folder(chosen.folder);
  const std::string policy = (folder / "rolecall.yaml").string();
  if (!is_free_file(policy)) return exit_code::failure;
  std::vector<exporter::file> files{{"rolecall.yaml", exporter::starter(schema_file_name)}};
  if (!std::filesystem::exists(folder / schema_file_name))
    files.push_back({schema_file_name, policy::json_schema()});
  if (!put_new_files(chosen.folder, files)) return exit_code::failure;
  if (!chosen.quiet)
    say("wrote rolecall.yaml, which changes nothing yet, and " + std::string(schema_file_name) +
        " for editors." + next_steps);
  return exit_code::ok;
}

} // namespace rolecall::cli
