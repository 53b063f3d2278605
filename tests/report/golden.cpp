#include "report/golden.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace rolecall::sample {

namespace fs = std::filesystem;

void check_golden(const std::string& folder, const std::string& file, const std::string& written) {
  const fs::path path = fs::path(ROLECALL_SOURCE_DIR "/tests/golden") / folder / file;
  CAPTURE(path.string());
  std::ifstream in(path, std::ios::binary);
  const std::string expected(std::istreambuf_iterator<char>(in), {});
  if (std::getenv("ROLECALL_ACCEPT") != nullptr && written != expected) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << written;
    FAIL_CHECK("rewritten: " << path.string());
    return;
  }
  CHECK(written == expected);
}

} // namespace rolecall::sample
