#pragma once

// Where the API is. Checked before anything is sent, because the key goes wherever this points.

#include "http/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace rolecall::http {

struct base_url {
  bool tls = true;
  bool is_address = false; ///< `host` is an IP address, not a name
  std::string host;        ///< in lower case; an IPv6 address without its brackets
  std::uint16_t port = 443;
  std::string path; ///< "" or "/v1": no slash at the end

  /// "api.openai.com:443", "[::1]:8080": for messages.
  [[nodiscard]] std::string host_and_port() const;

  /// Whether `host` is a loopback address or name.
  [[nodiscard]] bool is_this_machine() const;

  /// What the Host header says: without the port where it is the usual one.
  [[nodiscard]] std::string authority() const;

  bool operator==(const base_url&) const = default;
};

/// How messages speak of a URL.
struct url_words {
  std::string_view called;  ///< "the base URL"
  std::string_view example; ///< one that would do
  std::string_view secret;  ///< what is sent there and must be kept: "the key"
  std::string_view instead; ///< where that is given, if not in the URL: "the key is given on its own"
};

/// Accepts https URLs, and http ones if the host is this machine (localhost, 127.0.0.0/8, ::1). Refuses user
/// and password, query and fragment; a failure says what was found and what is expected, and repeats no
/// password.
result<base_url> parse_base_url(std::string_view text);
result<base_url> parse_base_url(std::string_view text, url_words words);

} // namespace rolecall::http
