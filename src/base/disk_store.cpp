#include "base/disk_store.hpp"

#include "base/text.hpp"
#include "base/write_all.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace rolecall::base {
namespace {

namespace fs = std::filesystem;

store_problem problem_of(int error) {
  switch (error) {
  case ENOENT:
  case ENOTDIR: return store_problem::missing;
  case EEXIST: return store_problem::exists;
  case EACCES:
  case EPERM:
  case EROFS: return store_problem::denied;
  case ENOSPC:
  case EDQUOT:
  case EFBIG: return store_problem::full;
  case ELOOP: return store_problem::unsafe;
  default: return store_problem::other;
  }
}

store_failure failure(const char* what, const std::string& path, int error = errno) {
  const std::string why = error == ELOOP ? "it is a symbolic link" : std::strerror(error);
  return {problem_of(error), std::string("cannot ") + what + " " + printable(path) + ": " + why};
}

/// An open file; closed when it goes.
class descriptor {
public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  descriptor& operator=(descriptor&&) = delete;
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  explicit operator bool() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }
  /// Whether nothing was lost in closing.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

private:
  int number_;
};

descriptor new_file(const std::string& path) {
  return descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Makes what happened to names in it last. Some file systems cannot, and need not; and who may put files
/// into a folder may not be allowed to open it.
bool sync_folder(const std::string& folder) {
  const descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!open) return errno == EACCES;
  return ::fsync(open.number()) == 0 || errno == EINVAL || errno == ENOTSUP;
}

std::string name_beside(const std::string& path) {
  static std::atomic<unsigned> count{0};
  return path + ".rolecall-" + std::to_string(::getpid()) + "-" + std::to_string(count.fetch_add(1));
}

/// `data`, synced, in a new file beside `path`; its name, or nothing, with errno.
std::optional<std::string> put_beside(const std::string& path, std::string_view data) {
  const std::string beside = name_beside(path);
  descriptor file = new_file(beside);
  if (!file) return std::nullopt;
  const bool whole = write_all(file.number(), data) && ::fsync(file.number()) == 0;
  const int why = errno;
  const bool closed = file.close();
  if (whole && closed) return beside;
  const int error = whole ? errno : why;
  ::unlink(beside.c_str());
  errno = error;
  return std::nullopt;
}

class disk_log final : public store_log {
public:
  disk_log(descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  std::optional<store_failure> append(std::string_view data) override {
    if (!write_all(file_.number(), data)) return failure("write", path_);
    return std::nullopt;
  }
  std::optional<store_failure> sync() override {
    if (::fdatasync(file_.number()) != 0) return failure("write", path_);
    return std::nullopt;
  }

private:
  descriptor file_;
  std::string path_;
};

class disk_guard final : public store_guard {
public:
  explicit disk_guard(descriptor file) : file_(std::move(file)) {}

private:
  descriptor file_;
};

} // namespace

std::variant<std::string, store_failure> disk_store::read(const std::string& path, std::size_t most_bytes) {
  // Not to hang on a pipe, nor to take a terminal as ours.
  const descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat about {};
  if (!file || ::fstat(file.number(), &about) != 0) return failure("read", path);
  if (!S_ISREG(about.st_mode))
    return store_failure{store_problem::unsafe, "cannot read " + printable(path) + ": it is no plain file"};
  std::string out;
  constexpr std::size_t step = std::size_t{64} << 10U;
  for (;;) {
    const std::size_t size = out.size();
    if (size > most_bytes)
      return store_failure{store_problem::too_large, "cannot read " + printable(path) +
                                                         ": it is longer than " + std::to_string(most_bytes) +
                                                         " bytes"};
    out.resize(std::min(size + step, most_bytes + 1));
    const ssize_t got = ::read(file.number(), out.data() + size, out.size() - size);
    const bool again = got < 0 && errno == EINTR;
    if (got < 0 && !again) return failure("read", path);
    out.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return out;
  }
}

std::optional<store_failure> disk_store::replace(const std::string& path, std::string_view data) {
  const auto beside = put_beside(path, data);
  if (!beside) return failure("write", path);
  if (::rename(beside->c_str(), path.c_str()) == 0 && sync_folder(folder_of(path))) return std::nullopt;
  const store_failure why = failure("write", path);
  ::unlink(beside->c_str());
  return why;
}

std::optional<store_failure> disk_store::create(const std::string& path, std::string_view data) {
  const auto beside = put_beside(path, data);
  if (!beside) return failure("write", path);
  // Unlike a rename, a link never replaces.
  const bool made = ::link(beside->c_str(), path.c_str()) == 0;
  const int why = errno;
  ::unlink(beside->c_str());
  if (!made) return failure("create", path, why);
  if (!sync_folder(folder_of(path))) return failure("create", path);
  return std::nullopt;
}

std::variant<std::unique_ptr<store_log>, store_failure> disk_store::open_log(const std::string& path) {
  // Held before it has its name, so that nobody sees it without its holder. The lock is on the open file: it
  // goes with the process, and no other process, of whatever number, can be taken for the holder.
  const std::string beside = name_beside(path);
  descriptor file = new_file(beside);
  if (!file) return failure("create", path);
  const bool made = ::flock(file.number(), LOCK_EX | LOCK_NB) == 0 && ::fsync(file.number()) == 0 &&
                    ::link(beside.c_str(), path.c_str()) == 0;
  const int why = errno;
  ::unlink(beside.c_str());
  if (!made) return failure("create", path, why);
  if (!sync_folder(folder_of(path))) return failure("create", path);
  return std::make_unique<disk_log>(std::move(file), path);
}

bool disk_store::is_held(const std::string& path) {
  const descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  return file && ::flock(file.number(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

std::variant<std::vector<std::string>, store_failure> disk_store::list(const std::string& folder) {
  std::error_code problem;
  std::vector<std::string> out;
  fs::directory_iterator at(folder, problem);
  while (!problem && at != fs::directory_iterator()) {
    if (at->symlink_status(problem).type() == fs::file_type::regular) out.push_back(at->path().filename());
    at.increment(problem);
  }
  if (problem && problem_of(problem.value()) != store_problem::missing)
    return failure("read", folder, problem.value());
  std::ranges::sort(out);
  return out;
}

std::optional<store_failure> disk_store::remove(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return std::nullopt;
  return failure("remove", path);
}

std::variant<std::unique_ptr<store_guard>, store_failure> disk_store::guard(const std::string& path) {
  // Writable, because network file systems lock nothing else against others.
  descriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600));
  struct stat about {};
  if (!file || ::fstat(file.number(), &about) != 0) return failure("guard", path);
  if (!S_ISREG(about.st_mode))
    return store_failure{store_problem::unsafe, "cannot guard " + printable(path) + ": it is no plain file"};
  int done = 0;
  do {
    done = ::flock(file.number(), LOCK_EX | LOCK_NB);
  } while (done != 0 && errno == EINTR);
  if (done == 0) return std::make_unique<disk_guard>(std::move(file));
  if (errno == EWOULDBLOCK)
    return store_failure{store_problem::busy, "cannot guard " + printable(path) + ": somebody else does"};
  return failure("guard", path);
}

std::optional<store_failure> disk_store::make_folder(const std::string& folder) {
  std::error_code problem;
  if (folder.empty() || fs::is_directory(folder, problem)) return std::nullopt;
  if (auto failed = make_folder(fs::path(folder).parent_path().string())) return failed;
  if (::mkdir(folder.c_str(), 0700) == 0 || fs::is_directory(folder, problem)) return std::nullopt;
  return failure("create", folder);
}

} // namespace rolecall::base
