// What a server says about trying again: a status in the first line, then headers, an empty line, the body.

#include "http/told.hpp"

#include "fuzz/must.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

using rolecall::fuzz::must;
namespace http = rolecall::http;

namespace {

std::string_view take_line(std::string_view& from) {
  const std::string_view line = from.substr(0, from.find('\n'));
  from.remove_prefix(std::min(from.size(), line.size() + 1));
  return line;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  http::response from;
  from.status = take_line(text) == "429" ? 429 : 503;
  for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    from.headers.push_back({std::string(line.substr(0, colon)), std::string(line.substr(colon + 1))});
  }
  from.body = std::string(text);
  if (const auto wait = http::told_wait(from)) {
    must(*wait > http::duration(0), "a wait is longer than nothing");
    must(*wait <= std::chrono::hours(24 * 3660), "and can be added to a time");
  }
  http::told_should_retry(from);
  if (http::tells_of_quota(from)) must(from.status == 429, "only a 429 tells of quota");
  return 0;
}
