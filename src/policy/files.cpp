#include "policy/files.hpp"

#include "policy/rules.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <istream>
#include <iterator>
#include <map>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace rolecall::policy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 10'000;
constexpr std::size_t most_bytes = std::size_t{64} << 20U;
constexpr std::string_view standard_input_name = "<stdin>";

class descriptor {
public:
  explicit descriptor(const std::string& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {} // a pipe must not block
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  int get() const noexcept { return fd_; }

private:
  int fd_;
};

bool is_dot_name(const fs::path& path) { return path.filename().native().starts_with('.'); }

bool is_policy_name(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

std::string reason(const std::error_code& why) { return why.message(); }

class file_reader {
public:
  explicit file_reader(std::istream& standard_input) : standard_input_(standard_input) {}

  void read(const std::string& path) {
    if (path == "-") return read_standard_input();
    std::error_code why;
    const fs::file_status status = fs::status(path, why);
    if (!fs::exists(status)) {
      if (why && why != std::errc::no_such_file_or_directory) {
        return refuse(rule::cannot_read, path, "cannot be read: " + reason(why), "check its permissions");
      }
      return refuse(rule::cannot_read, path, "there is no such file or folder",
                    "name a policy file or folder; - reads standard input");
    }
    if (!fs::is_directory(status)) return read_file(path, standing::top);
    read_folder(path);
  }

  files take() && { return std::move(result_); }

private:
  void refuse(rule broken, const std::string& name, std::string message, std::string hint) {
    base::diagnostic d;
    d.level = about(broken).level;
    d.rule = id_of(broken);
    d.at.begin.file = name;
    d.message = std::move(message);
    d.hint = std::move(hint);
    result_.diagnostics.push_back(std::move(d));
  }

  void read_standard_input() {
    if (std::exchange(input_was_read_, true)) {
      return refuse(rule::read_twice, std::string(standard_input_name), "standard input is named twice",
                    "name it once: all of it is read at the first -");
    }
    std::string text;
    std::string block(std::size_t{1} << 16U, '\0');
    while (text.size() <= most_bytes) {
      standard_input_.read(block.data(), static_cast<std::streamsize>(block.size()));
      text.append(block, 0, static_cast<std::size_t>(standard_input_.gcount()));
      if (!standard_input_) break;
    }
    if (standard_input_.bad()) {
      return refuse(rule::cannot_read, std::string(standard_input_name), "standard input could not be read",
                    "");
    }
    keep(std::string(standard_input_name), std::move(text), standing::top);
  }

  void keep(std::string name, std::string text, standing where) {
    total_ += text.size();
    if (total_ > most_bytes) {
      return refuse(rule::too_large, name, "with this file the policy is larger than 64 MiB",
                    "a policy of a large company is under 1 MiB: is this a policy?");
    }
    result_.sources.push_back({std::move(name), std::move(text), where});
  }

  void read_file(const std::string& path, standing where) {
    const descriptor file(path);
    struct stat about_file {};
    if (file.get() < 0 || ::fstat(file.get(), &about_file) != 0) return refuse_unreadable(path);
    if (!S_ISREG(about_file.st_mode)) {
      return refuse(rule::not_a_file, path, "this is a pipe, a device or a socket, not a file",
                    "policies are read from files; to read from a pipe use - (standard input)");
    }
    const auto [first, is_new] = seen_.emplace(std::pair(about_file.st_dev, about_file.st_ino), path);
    if (!is_new) {
      return refuse(rule::read_twice, path, "this is the same file as " + first->second,
                    "name each file once");
    }
    if (static_cast<std::size_t>(about_file.st_size) > most_bytes) {
      return refuse(rule::too_large, path, "the file is larger than 64 MiB",
                    "a policy of a large company is under 1 MiB: is this a policy?");
    }
    if (auto text = read_all(file.get(), static_cast<std::size_t>(about_file.st_size))) {
      keep(path, std::move(*text), where);
    } else {
      refuse_unreadable(path);
    }
  }

  void refuse_unreadable(const std::string& path) {
    const std::error_code why(errno, std::generic_category());
    refuse(rule::cannot_read, path, "cannot be read: " + reason(why),
           why == std::errc::permission_denied ? "check its permissions" : "");
  }

  static std::optional<std::string> read_all(int fd, std::size_t expected) {
    std::string text;
    std::size_t used = 0;
    text.resize(expected + 1);
    while (used <= most_bytes) {
      const ::ssize_t got = ::read(fd, text.data() + used, text.size() - used);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return std::nullopt;
      if (got == 0) break;
      used += static_cast<std::size_t>(got);
      if (used == text.size()) text.resize(2 * text.size()); // it grew since
    }
    text.resize(used);
    return text;
  }

  void read_folder(const std::string& path) {
    std::error_code why;
    root_ = fs::canonical(path, why);
    std::vector<found_file> found;
    if (!why) list_folder(path, standing::top, found);
    if (why)
      return refuse(rule::cannot_read, path, "cannot be read: " + reason(why), "check its permissions");
    if (found.size() > most_files) {
      return refuse(rule::too_many_files, path, "the folder has more than 10,000 policy files",
                    "is this the right folder?");
    }
    if (found.empty() && result_.diagnostics.empty()) {
      return refuse(rule::no_files, path, "the folder has no *.yaml or *.yml file",
                    "names that begin with a dot are skipped");
    }
    std::ranges::sort(found, {}, &found_file::path);
    for (const found_file& f : found) read_file(f.path, f.where);
  }

  struct found_file {
    std::string path;
    standing where;
  };

  void list_folder(const fs::path& folder, standing where, std::vector<found_file>& found) {
    std::error_code why;
    fs::directory_iterator entries(folder, why);
    for (; !why && entries != fs::directory_iterator(); entries.increment(why)) {
      if (found.size() > most_files) return;
      if (!is_dot_name(entries->path())) list_entry(*entries, where, found);
    }
    if (why)
      refuse(rule::cannot_read, folder.string(), "cannot be read: " + reason(why), "check its permissions");
  }

  void list_entry(const fs::directory_entry& entry, standing where, std::vector<found_file>& found) {
    std::error_code why;
    const std::string path = entry.path().string();
    if (entry.is_symlink(why)) return list_link(entry, where, found);
    if (entry.is_directory(why)) {
      list_folder(entry.path(), standing::sub_folder, found);
    } else if (is_policy_name(entry.path())) {
      found.push_back({path, where});
    }
  }

  /// Links to files inside the folder are followed (Kubernetes mounts are made of them), links to folders are
  /// not: what they lead to is read where it stands.
  void list_link(const fs::directory_entry& entry, standing where, std::vector<found_file>& found) {
    std::error_code why;
    const std::string path = entry.path().string();
    const fs::path target = fs::canonical(entry.path(), why);
    if (why) {
      if (is_policy_name(entry.path())) {
        refuse(rule::cannot_read, path, "the symbolic link leads nowhere: " + reason(why),
               "repair or remove the link");
      }
      return;
    }
    const fs::path inside = target.lexically_relative(root_);
    const bool is_folder = fs::is_directory(target, why);
    if (!is_folder && !is_policy_name(entry.path())) return;
    if (inside.empty() || *inside.begin() == "..") {
      return refuse(rule::outside_folder, path, "the symbolic link leads out of the policy folder",
                    "what a policy says must stand in it: copy the file");
    }
    if (!is_folder) list_linked_file(path, inside, where, found);
  }

  void list_linked_file(const std::string& path, const fs::path& inside, standing where,
                        std::vector<found_file>& found) {
    const bool hidden = std::ranges::any_of(inside, is_dot_name);
    if (!hidden && is_policy_name(inside)) return; // read where it stands
    // A link at the top must not lift a file of a sub-folder above what such files may say.
    const bool from_sub_folder = !std::all_of(inside.begin(), std::prev(inside.end()), is_dot_name);
    found.push_back({path, from_sub_folder ? standing::sub_folder : where});
  }

  std::istream& standard_input_;
  bool input_was_read_ = false;
  files result_;
  std::size_t total_ = 0;
  fs::path root_;
  std::map<std::pair<dev_t, ino_t>, std::string> seen_;
};

} // namespace

files read_files(const std::vector<std::string>& paths, std::istream& standard_input) {
  file_reader reader(standard_input);
  for (const std::string& path : paths) reader.read(path);
  return std::move(reader).take();
}

} // namespace rolecall::policy
