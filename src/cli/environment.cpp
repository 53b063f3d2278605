#include "cli/environment.hpp"

#include <cstdlib>

namespace rolecall::cli {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

} // namespace rolecall::cli
