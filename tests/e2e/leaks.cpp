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

void check_no_leak_below(const std::string& folder) {
  std::error_code unreadable;
  for (const auto& entry : fs::recursive_directory_iterator(folder, unreadable)) {
    std::error_code gone;
    const bool small =
        entry.is_regular_file(gone) && !entry.is_symlink(gone) && entry.file_size(gone) <= largest;
    if (small && !gone) check_no_leak(bytes_of(entry.path()), entry.path().string());
  }
}

} // namespace rolecall::e2e
