#pragma once

#include <map>
#include <string>
#include <vector>

namespace rolecall::e2e {

/// A new folder that is gone when this goes; fails the test if a part of a key was written into it.
class folder {
public:
  folder();
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder();

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Writes a file, mode 0600 as mkstemp would; returns its path.
  std::string put(const std::string& name, const std::string& content) const;
  [[nodiscard]] std::string get(const std::string& name) const;
  /// Names of what is in it, sorted.
  [[nodiscard]] std::vector<std::string> names() const;

private:
  std::string path_;
  mutable std::map<std::string, std::string> keys_; ///< files that the test put there, with a key in them
};

/// What a file holds; fails the test if there is none.
std::string contents(const std::string& path);

} // namespace rolecall::e2e
