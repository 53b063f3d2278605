#include "e2e/folder.hpp"

#include "e2e/leaks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace rolecall::e2e {

namespace fs = std::filesystem;

folder::folder() : path_((fs::temp_directory_path() / "rolecall-e2e-XXXXXX").string()) {
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
}

folder::~folder() {
  std::error_code ignored;
  fs::permissions(path_, fs::perms::owner_all, ignored);
  for (const auto& [file, content] : keys_) {
    std::ifstream in(file, std::ios::binary);
    const std::string now{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (now == content) fs::remove(file, ignored);
  }
  check_no_leak_below(path_);
  fs::remove_all(path_, ignored);
}

std::string folder::put(const std::string& name, const std::string& content) const {
  const std::string file = path_ + "/" + name;
  std::ofstream(file, std::ios::binary) << content;
  if (content.find(canary) != std::string::npos) keys_[file] = content;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  return file;
}

std::string folder::get(const std::string& name) const { return contents(path_ + "/" + name); }

std::vector<std::string> folder::names() const {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(path_)) out.push_back(entry.path().filename().string());
  std::ranges::sort(out);
  return out;
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  INFO(path);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace rolecall::e2e
