#include "e2e/rolecall.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>

namespace rolecall::e2e {

setting against(const emulator& server, const std::string& folder) {
  setting out;
  out.folder = folder;
  out.environment = {{"OPENAI_ADMIN_KEY", admin_key()},
                     {"OPENAI_BASE_URL", server.base_url()},
                     {"SSL_CERT_FILE", authority_file()},
                     {"XDG_STATE_HOME", server.state_home()}};
  return out;
}

setting on_terminal(setting where, const std::string& typed) {
  where.terminal = true;
  where.input = typed;
  return where;
}

command rolecall_command(const std::string& words, const setting& where) {
  command out;
  out.words = {"/bin/sh", "-c", "exec " + base::shell_quoted(ROLECALL_BINARY) + " " + words};
  out.environment = where.environment;
  out.folder = where.folder;
  out.input = where.input;
  out.terminal = where.terminal;
  return out;
}

void check_no_key(const outcome& seen) {
  check_no_leak(seen.out, "stdout");
  check_no_leak(seen.err, "stderr");
}

outcome rolecall(const std::string& words, const setting& where) {
  return run(rolecall_command(words, where)); // which looks for keys
}

std::string example_folder(const std::string& name) {
  return ROLECALL_SOURCE_DIR "/examples/policies/" + name;
}

std::string example_state(const std::string& name) {
  return example_folder(name.substr(0, name.find('/'))) + "/state.json";
}

} // namespace rolecall::e2e
