#pragma once

// Which function answers which request: all operations of the API in one table.

#include "emulator/call.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rolecall::emulator {

struct route {
  std::string_view method;
  std::string_view path; ///< below /v1; {name} stands for one segment
  response (*answer)(call&);
};

std::span<const route> all_routes();

/// Lists answer a page; their path does not end in the id of one thing.
bool is_list(const route& r);

struct routed {
  const route* found = nullptr; ///< nothing: no such path, or not with this method
  bool path_known = false;
  std::map<std::string, std::string, std::less<>> args;
};

/// `path` is below /v1 and still percent-encoded.
routed find_route(std::string_view method, std::string_view path);

} // namespace rolecall::emulator
