#pragma once

// Which proxy leads to the API, if any: what the environment says, and what that means. Nothing is looked up.

#include "base/secret.hpp"
#include "http/base_url.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall::http {

struct proxy {
  std::string host;        ///< in lower case; an IPv6 address without its brackets
  bool is_address = false; ///< `host` is an IP address, not a name
  std::uint16_t port = 80;
  base::secret authorization{""}; ///< what Proxy-Authorization says; empty: nothing
  std::string set_by;             ///< the variable that names it

  /// "proxy.example.com:3128 (https_proxy)": for messages; no user, no password.
  [[nodiscard]] std::string shown() const;
};

/// The value of an environment variable; empty where it is not set.
using variables = std::function<std::string(const char* name)>;

/// The way to `to`: the first of https_proxy, HTTPS_PROXY, all_proxy and ALL_PROXY that is not empty names
/// it, unless `to` is this machine or the first of no_proxy and NO_PROXY that is not empty excepts it.
/// Nothing: the way is direct. A failure repeats nothing of the variable but its name.
result<std::optional<proxy>> find_proxy(const base_url& to, const variables& environment);

/// "http://USER:PASSWORD@HOST:PORT"; user and password (percent-encoded) and http:// may be left out, a port
/// that is left out is 80. Proxies over TLS and SOCKS are refused.
result<proxy> parse_proxy(std::string_view text, const std::string& set_by);

/// Whether `no_proxy` has an entry for `to`. Entries are parted by commas or blanks; case does not count:
///   *                        every host
///   example.com              this name and all below it, also written .example.com or *.example.com
///   192.0.2.1, 2001:db8::1   this address; addresses are compared as such, names are never looked up
///   192.0.2.0/24, fd00::/8   the addresses of this network
/// Each but `*` and networks may end in :PORT (an IPv6 address then in brackets), for this port only. An
/// entry that is none of these matches nothing.
bool is_excepted(const base_url& to, std::string_view no_proxy);

} // namespace rolecall::http
