#pragma once

// The real rolecall, run with a command line as it is typed into a shell.

#include "e2e/emulator.hpp"
#include "e2e/process.hpp"

#include <map>
#include <string>

namespace rolecall::e2e {

/// Where and with what a command line is run.
struct setting {
  std::string folder = "/";
  std::map<std::string, std::string> environment = {};
  std::string input = {};
  bool terminal = false;
};

/// Key, address and trust of `server` in the environment, as a pipeline has them; run in `folder`.
setting against(const emulator& server, const std::string& folder);

/// The same on a terminal, where `typed` is typed ahead.
setting on_terminal(setting where, const std::string& typed = {});

/// Runs `rolecall WORDS`, words as a shell splits them. Checks that no part of a key came out.
outcome rolecall(const std::string& words, const setting& where = {});

/// The same in two steps, for a program that is watched while it runs.
command rolecall_command(const std::string& words, const setting& where);
void check_no_key(const outcome& seen);

/// `examples/policies/NAME`
std::string example_folder(const std::string& name);
/// The organization it starts from; `shared/A` and `shared/B` start from the same.
std::string example_state(const std::string& name);

} // namespace rolecall::e2e
