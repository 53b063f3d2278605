#include "cli/input_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rolecall::cli {
namespace {

bool is_too_long(int file, std::size_t most) {
  struct stat about {};
  const bool regular = ::fstat(file, &about) == 0 && S_ISREG(about.st_mode);
  return regular && about.st_size > static_cast<off_t>(most);
}

std::optional<std::string> contents(int file, std::size_t most) {
  std::string out;
  std::string part(std::size_t{1} << 16U, '\0');
  while (!is_too_long(file, most) && out.size() <= most) {
    const ssize_t got = ::read(file, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return out;
    out.append(part, 0, static_cast<std::size_t>(got));
  }
  errno = EFBIG;
  return std::nullopt;
}

} // namespace

std::optional<std::string> contents(const std::string& path, std::size_t most) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  auto text = contents(file, most);
  const int problem = errno;
  ::close(file);
  errno = problem;
  return text;
}

} // namespace rolecall::cli
