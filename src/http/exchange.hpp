#pragma once

// One request and its response on a connection that is open.

#include "http/byte_stream.hpp"
#include "http/message.hpp"
#include "http/tls_transport.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string_view>

namespace rolecall::http {

/// What a response may measure; beyond it is `too_large`.
struct size_limits {
  std::size_t header_bytes = std::size_t{16} << 10U;
  std::size_t header_lines = 256;
  std::size_t body_bytes = std::size_t{32} << 20U;
  std::size_t wire_bytes = std::size_t{96} << 20U; ///< with the chunk headers, which may dwarf their chunks
};

struct exchange_terms {
  timeouts wait;
  time_point deadline;
  std::string where; ///< host and port, for messages
  size_limits sizes = {};
};

struct exchanged {
  result<response> outcome;
  bool answered = false; ///< at least one byte came back
  bool reusable = false; ///< the connection may carry another request, as long as it stays quiet
};

/// Writes `text`, a whole request, and reads what answers it. Interim (1xx) responses are skipped. Refuses
/// what could be read in two ways: conflicting lengths, unknown encodings, bytes after the end. `text` and
/// `terms` must live until this returns.
boost::asio::awaitable<exchanged> exchange_on(byte_stream& connection, std::string_view text,
                                              const exchange_terms& terms);

} // namespace rolecall::http
