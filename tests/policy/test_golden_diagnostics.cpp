#include "policy/files.hpp"
#include "policy/load.hpp"
#include "report/diagnostics_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

// Every folder of tests/golden/diagnostics is a case: a policy, and what is said about it. ROLECALL_ACCEPT=1
// rewrites what is said and fails, so that nobody accepts by accident.

namespace fs = std::filesystem;
using namespace rolecall;

namespace {

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// File names are printed as they are given: so they are given as seen from the folder of the case.
std::string what_is_said_in(const fs::path& folder) {
  const fs::path before = fs::current_path();
  fs::current_path(folder);
  std::istringstream no_input;
  const policy::files read = policy::read_files({fs::exists("policy") ? "policy" : "policy.yaml"}, no_input);
  fs::current_path(before);
  const policy::loaded result = policy::load(read.sources);
  return report::diagnostics_text(read.diagnostics, report::color::off) +
         report::diagnostics_text(result.diagnostics, report::color::off) +
         (result.policy ? "the policy is valid\n" : "the policy is refused\n");
}

} // namespace

TEST_SUITE("policy") {
  TEST_CASE("every policy of the golden folders gets its documented answer") {
    const bool accept = std::getenv("ROLECALL_ACCEPT") != nullptr;
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(ROLECALL_SOURCE_DIR "/tests/golden/diagnostics")) {
      folders.push_back(entry.path());
    }
    std::ranges::sort(folders);
    REQUIRE(folders.size() > 90);
    for (const fs::path& folder : folders) {
      CAPTURE(folder.filename().string());
      const std::string said = what_is_said_in(folder);
      const std::string expected = contents(folder / "expected.txt");
      if (accept && said != expected) {
        std::ofstream(folder / "expected.txt", std::ios::binary) << said;
        FAIL_CHECK("rewritten: " << folder.string());
        continue;
      }
      CHECK(said == expected);
    }
  }
}
