#include "base/write_all.hpp"

#include <cerrno>
#include <unistd.h>

namespace rolecall::base {

bool write_all(int to, std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = ::write(to, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

} // namespace rolecall::base
