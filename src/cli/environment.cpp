#include "cli/environment.hpp"

#include <array>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace rolecall::cli {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string user_and_host() {
  const passwd* const user = ::getpwuid(::geteuid());
  const std::string name = user ? user->pw_name : std::to_string(::geteuid());
  std::array<char, 256> host{};
  const bool known = ::gethostname(host.data(), host.size() - 1) == 0;
  return name + "@" + (known ? host.data() : "localhost");
}

} // namespace rolecall::cli
