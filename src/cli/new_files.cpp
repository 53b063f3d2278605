#include "cli/new_files.hpp"

#include "base/text.hpp"
#include "base/write_all.hpp"
#include "cli/output.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace rolecall::cli {
namespace {

namespace fs = std::filesystem;

bool refuse(const std::string& why) {
  say(why);
  return false;
}

/// Errno of what failed, 0 if nothing did. Policies are for Git: the umask alone says who may read them.
int put_new_file(const fs::path& path, std::string_view data) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (file < 0) return errno;
  const int problem = base::write_all(file, data) && ::fsync(file) == 0 ? 0 : errno;
  if (::close(file) == 0 && problem == 0) return 0;
  const int said = problem == 0 ? errno : problem;
  ::unlink(path.c_str());
  return said;
}

/// Creates folders and files, and takes all of them back unless they are to stay.
class new_things {
public:
  ~new_things() {
    std::error_code ignored;
    for (auto at = made_.rbegin(); at != made_.rend(); ++at) fs::remove(*at, ignored);
  }

  /// False, after saying why, if the folder is not there afterwards.
  bool folder(const fs::path& path) {
    std::error_code problem;
    if (path.empty() || fs::is_directory(path, problem)) return true;
    if (!folder(path.parent_path())) return false;
    if (fs::create_directory(path, problem))
      made_.push_back(path);
    else if (problem)
      return refuse("cannot create " + base::printable(path.string()) + ": " + problem.message());
    return true;
  }

  bool file(const fs::path& path, std::string_view data) {
    const int problem = put_new_file(path, data);
    if (problem != 0)
      return refuse("cannot write " + base::printable(path.string()) + ": " + std::strerror(problem));
    made_.push_back(path);
    return true;
  }

  void stay() { made_.clear(); }

private:
  std::vector<fs::path> made_;
};

} // namespace

bool is_free_folder(const std::string& path) {
  std::error_code problem;
  const fs::file_status there = fs::status(path, problem);
  const std::string shown = base::printable(path);
  if (there.type() == fs::file_type::not_found) return true;
  if (there.type() != fs::file_type::directory)
    return refuse(shown + " is there already and is no folder: choose another name");
  const bool empty = fs::is_empty(path, problem);
  if (problem) return refuse("cannot read " + shown + ": " + problem.message());
  if (!empty)
    return refuse(
        shown + " is not empty, and nothing is ever written over: choose a new folder, and compare the two");
  return true;
}

bool is_free_file(const std::string& path) {
  std::error_code problem;
  if (fs::symlink_status(path, problem).type() == fs::file_type::not_found) return true;
  return refuse(base::printable(path) +
                " is there already, and nothing is ever written over: choose another name");
}

bool put_new_files(const std::string& folder, const std::vector<exporter::file>& files) {
  new_things made;
  for (const exporter::file& file : files) {
    const fs::path path = fs::path(folder) / file.path;
    if (made.folder(path.parent_path()) && made.file(path, file.text)) continue;
    return refuse("nothing was written");
  }
  made.stay();
  return true;
}

std::string as_typed(const std::string& path) {
  constexpr const char* harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
  return path.find_first_not_of(harmless) == std::string::npos ? path
                                                               : base::printable(base::shell_quoted(path));
}

} // namespace rolecall::cli
