// Any text as the URL of a proxy; its second line as a base URL, and the others as what NO_PROXY says of it.

#include "http/proxy.hpp"

#include "base/text.hpp"
#include "fuzz/must.hpp"
#include "http/base_url.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using rolecall::fuzz::must;
namespace base = rolecall::base;
namespace http = rolecall::http;

namespace {

std::string_view cut_line(std::string_view& from) {
  const std::string_view out = from.substr(0, from.find('\n'));
  from.remove_prefix(out.size() == from.size() ? out.size() : out.size() + 1);
  return out;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

void check_proxy(std::string_view text) {
  const auto by = http::parse_proxy(text, "P");
  if (!by) {
    must(by.error().message.starts_with("P "), "a refusal has words");
    return;
  }
  must(!by->host.empty() && by->port > 0, "a host and a port");
  const std::string& says = by->authorization.reveal();
  must(says.empty() || says.starts_with("Basic "), "a user is told by a header");
  for (const char c : says + by->shown()) must(!is_control(c), "of one line");
  const std::string shown = by->shown();
  const auto again = http::parse_proxy(shown.substr(0, shown.find(" (P)")), "P");
  must(again.has_value(), "what is shown is a proxy");
  must(again->host == by->host && again->port == by->port && again->is_address == by->is_address, "the same");
  must(again->authorization.reveal().empty(), "without its user");
}

void check_excepted(const http::base_url& to, std::string_view entries) {
  const bool excepted = http::is_excepted(to, entries);
  must(http::is_excepted(to, base::lower(entries)) == excepted, "case does not count");
  const std::size_t comma = std::min(entries.find(','), entries.size());
  const bool one = http::is_excepted(to, entries.substr(0, comma));
  const bool other = http::is_excepted(to, entries.substr(std::min(comma + 1, entries.size())));
  must((one || other) == excepted, "each entry stands for itself");
  must(http::is_excepted(to, std::string(entries) + ",*"), "every host");
  must(http::is_excepted(to, std::string(entries) + " " + to.host), "the host itself");
  must(http::is_excepted(to, to.host_and_port()), "and at its port");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view url = cut_line(rest);
  check_proxy(url);
  const auto to = http::parse_base_url(cut_line(rest));
  if (!to) return 0;
  check_excepted(*to, rest);
  const auto found = http::find_proxy(*to, [&](const char* name) {
    return std::string(std::string_view(name) == "https_proxy" ? url
                       : std::string_view(name) == "no_proxy"  ? rest
                                                               : "");
  });
  if (to->is_this_machine() || http::is_excepted(*to, rest))
    must(found.has_value() && !*found, "then the way is direct");
  return 0;
}
