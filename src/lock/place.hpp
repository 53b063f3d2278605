#pragma once

// Where a lock is: what --lock names.

#include "http/base_url.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace rolecall::lock {

struct file_place {
  std::string path;
};
struct http_place {
  http::base_url server; ///< without a path
  std::string target;    ///< the path
};

/// `file:PATH`, or an https URL (http towards this machine only, without user, query and fragment). The text
/// says what is wrong with it.
std::variant<file_place, http_place, std::string> parse_place(std::string_view text);

} // namespace rolecall::lock
