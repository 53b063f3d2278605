// Any text as a base URL: what is accepted leads nowhere unencrypted, and means the same when it is written
// out.

#include "http/base_url.hpp"

#include "fuzz/must.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using rolecall::fuzz::must;
namespace http = rolecall::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = http::parse_base_url(text);
  if (!read) {
    for (const char c : read.error().message) must(c >= ' ' && c != '\x7f', "messages have no controls");
    return 0;
  }
  must(read->tls || read->is_this_machine(), "plain http is for this machine");
  must(!read->host.empty() && read->port != 0, "there is a host and a port");
  must(read->path.empty() || (read->path.front() == '/' && read->path.back() != '/'), "the path's slashes");
  for (const char c : read->host + read->path) must(c > ' ' && c < '\x7f', "it can stand in a request line");
  const std::string again = (read->tls ? "https://" : "http://") + read->authority() + read->path;
  const auto reread = http::parse_base_url(again);
  must(reread && *reread == *read, "written out it is the same");
  return 0;
}
