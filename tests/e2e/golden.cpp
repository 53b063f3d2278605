#include "e2e/golden.hpp"

#include "e2e/folder.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace rolecall::e2e {

void check_golden(const std::string& said, const std::string& path) {
  const std::string expected = std::filesystem::exists(path) ? contents(path) : std::string();
  if (std::getenv("ROLECALL_ACCEPT") == nullptr || said == expected) {
    INFO(path);
    CHECK(said == expected);
    return;
  }
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << said;
  FAIL_CHECK("rewritten: " << path);
}

} // namespace rolecall::e2e
