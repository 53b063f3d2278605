#pragma once

// Bytes in and out of one connection, each step with its deadline. What the HTTP code reads from and writes
// to, so that it is compiled once and tested without a socket.

#include "http/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <string>

namespace rolecall::http {

enum class io_status {
  done,
  ended, ///< the other side said that it has no more to send
  timed_out,
  broken, ///< anything else, also an end that was not announced
};

struct io_outcome {
  io_status status = io_status::done;
  std::size_t bytes = 0;
  std::string reason; ///< of `broken`: what the system or TLS says
};

class byte_stream {
public:
  byte_stream() = default;
  byte_stream(const byte_stream&) = delete;
  byte_stream& operator=(const byte_stream&) = delete;
  virtual ~byte_stream() = default;

  /// `into` must live until this returns.
  virtual boost::asio::awaitable<io_outcome> read_some(boost::asio::mutable_buffer into,
                                                       time_point deadline) = 0;
  /// Writes all of `from`, which must live until this returns.
  virtual boost::asio::awaitable<io_outcome> write(boost::asio::const_buffer from, time_point deadline) = 0;

  /// Open, and nothing has come that was not read: fit for another request.
  [[nodiscard]] virtual bool quiet() = 0;
};

} // namespace rolecall::http
