#include "lock/place.hpp"

#include <utility>

namespace rolecall::lock {

std::variant<file_place, http_place, std::string> parse_place(std::string_view text) {
  constexpr std::string_view file = "file:";
  if (text.starts_with(file)) {
    std::string_view path = text.substr(file.size());
    if (path.starts_with("///")) path.remove_prefix(2); // a file URL
    if (path.empty() || path.ends_with('/'))
      return "the lock " + std::string(file) + " needs the path of a file";
    return file_place{std::string(path)};
  }
  if (!text.starts_with("http://") && !text.starts_with("https://"))
    return std::string("the lock must begin with file: or https://");
  constexpr http::url_words words{"the lock's URL", "https://locks.example.com/rolecall",
                                  "the lock's password",
                                  "they are read from ROLECALL_LOCK_USERNAME and ROLECALL_LOCK_PASSWORD"};
  auto url = http::parse_base_url(text, words);
  if (!url) return url.error().message;
  http_place out{*std::move(url), {}};
  out.target = std::exchange(out.server.path, {});
  if (out.target.empty()) out.target = "/";
  return out;
}

} // namespace rolecall::lock
