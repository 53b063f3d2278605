#include "base/diagnostic.hpp"

#include <algorithm>

namespace rolecall::base {

std::string to_string(const source_pos& at) {
  if (at.line == 0) return at.file;
  return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

bool has_errors(const std::vector<diagnostic>& all) {
  return std::ranges::any_of(all, [](const diagnostic& d) { return d.level == severity::error; });
}

} // namespace rolecall::base
