#include "e2e/leaks.hpp"

#include "http/base64.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace rolecall::e2e {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest = std::uintmax_t{16} << 20U;

bool leaks(const std::string& text) {
  return text.find(canary) != std::string::npos || text.find(http::base64(admin_key())) != std::string::npos;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace

std::string admin_key() { return "sk-admin-" + std::string(canary) + "-Abcd"; }

void check_no_leak(const std::string& text, const std::string& from) {
  if (leaks(text)) FAIL_CHECK("a key in " << from);
}

std::vector<std::string> leaks_below(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code unreadable;
  for (const auto& entry : fs::recursive_directory_iterator(folder, unreadable)) {
    std::error_code gone;
    const bool small =
        entry.is_regular_file(gone) && !entry.is_symlink(gone) && entry.file_size(gone) <= largest;
    if (small && !gone && leaks(bytes_of(entry.path()))) out.push_back(entry.path().string());
  }
  return out;
}

void check_no_leak_below(const std::string& folder) {
  for (const std::string& file : leaks_below(folder)) FAIL_CHECK("a key in " << file);
}

} // namespace rolecall::e2e
