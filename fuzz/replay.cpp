// Gives a target each file that is named, or lies in a folder that is named, once: what fuzzing found and
// what it starts from, for builds without a fuzzer.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> out;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(place))
    if (entry.is_regular_file()) out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

std::vector<std::uint8_t> bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw fs::filesystem_error("cannot read", file, std::make_error_code(std::errc::io_error));
  return {std::istreambuf_iterator<char>(in), {}};
}

int replay(const std::vector<fs::path>& places) {
  std::size_t given = 0;
  for (const fs::path& place : places) {
    for (const fs::path& file : files_in(place)) {
      std::printf("%s\n", file.c_str()); // the last one printed is the one that ended it
      std::fflush(stdout);
      const std::vector<std::uint8_t> bytes = bytes_of(file);
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
      ++given;
    }
  }
  if (given > 0) return 0;
  std::fprintf(stderr, "replay: no files\n");
  return 1;
}

} // namespace

int main(int count, char** names) {
  try {
    return replay({names + 1, names + count});
  } catch (const std::exception& e) {
    std::fprintf(stderr, "replay: %s\n", e.what());
    return 1;
  }
}
