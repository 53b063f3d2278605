#include "cli/options.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace rolecall;

namespace {

/// Words of a command line: blanks part them, nothing else is understood.
std::vector<std::string> words_of(std::string line) {
  line = line.substr(0, line.find(" #"));
  std::istringstream in(line);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

} // namespace

TEST_SUITE("cli") {
  TEST_CASE("every rolecall command of the README is one that rolecall understands") {
    std::ifstream readme(ROLECALL_SOURCE_DIR "/README.md");
    int commands = 0;
    bool in_console = false;
    for (std::string line; std::getline(readme, line);) {
      if (line.starts_with("```")) in_console = line == "```console";
      const auto at = line.find("rolecall ");
      const bool starts = line.starts_with("rolecall ") || line.starts_with("OPENAI_BASE_URL=");
      if (!in_console || !starts) continue;
      std::vector<std::string> words = words_of(line.substr(at));
      std::vector<const char*> argv;
      for (const std::string& word : words) argv.push_back(word.c_str());
      CAPTURE(line);
      CHECK(std::holds_alternative<cli::options>(cli::parse(static_cast<int>(argv.size()), argv.data())));
      ++commands;
    }
    CHECK(commands >= 10);
  }
}
