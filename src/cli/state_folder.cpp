#include "cli/state_folder.hpp"

#include "cli/environment.hpp"

namespace rolecall::cli {
namespace {

/// The XDG specification ignores relative paths, and takes empty for not set.
std::string absolute(const char* variable) {
  std::string value = environment(variable);
  return value.starts_with('/') ? value : "";
}

} // namespace

std::string state_folder(const options& chosen) {
  if (!chosen.state_dir.empty()) return chosen.state_dir;
  if (const std::string state = absolute("XDG_STATE_HOME"); !state.empty()) return state + "/rolecall";
  const std::string home = absolute("HOME");
  return home.empty() ? "" : home + "/.local/state/rolecall";
}

std::string journal_folder_in(const std::string& state) { return state.empty() ? "" : state + "/journal"; }

} // namespace rolecall::cli
