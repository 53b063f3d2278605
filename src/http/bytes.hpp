#pragma once

// A byte_stream over any Asio stream. Heavy: included by the one file that opens connections and by the one
// test that makes its own.

#include "http/byte_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include <sys/socket.h>
#include <utility>

namespace rolecall::http {

inline io_outcome outcome_of(const boost::system::error_code& ec, std::size_t bytes) {
  if (!ec) return {io_status::done, bytes, ""};
  if (ec == boost::asio::error::eof) return {io_status::ended, bytes, ""};
  if (ec == boost::beast::error::timeout) return {io_status::timed_out, bytes, ""};
  return {io_status::broken, bytes, ec.message()};
}

template <class Stream>
class bytes final : public byte_stream {
public:
  template <class... Arguments>
  explicit bytes(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...) {}

  Stream& stream() { return stream_; }

  boost::asio::awaitable<io_outcome> read_some(boost::asio::mutable_buffer into,
                                               time_point deadline) override {
    expire_at(deadline);
    const auto done = co_await stream_.async_read_some(into, token());
    co_return outcome_of(std::get<0>(done), std::get<1>(done));
  }

  boost::asio::awaitable<io_outcome> write(boost::asio::const_buffer from, time_point deadline) override {
    expire_at(deadline);
    const auto done = co_await boost::asio::async_write(stream_, from, token());
    co_return outcome_of(std::get<0>(done), std::get<1>(done));
  }

  bool quiet() override { return !holds_unread_tls() && !socket_readable(); }

  /// For streams that keep time; others, in tests, wait as long as it takes.
  void expire_at(time_point deadline) {
    auto& lowest = boost::beast::get_lowest_layer(stream_);
    if constexpr (requires { lowest.expires_at(deadline); }) lowest.expires_at(deadline);
  }

private:
  static constexpr auto token() { return boost::asio::as_tuple(boost::asio::use_awaitable); }

  bool holds_unread_tls() {
    if constexpr (requires { SSL_pending(stream_.native_handle()); }) {
      SSL* const ssl = stream_.native_handle();
      return SSL_pending(ssl) > 0 || BIO_ctrl_pending(SSL_get_rbio(ssl)) > 0;
    }
    return false;
  }

  /// Data or the end: neither belongs on a connection that has nothing to answer.
  bool socket_readable() {
    auto& lowest = boost::beast::get_lowest_layer(stream_);
    if constexpr (requires { lowest.socket().native_handle(); }) {
      char byte = 0;
      return ::recv(lowest.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
    }
    return false;
  }

  Stream stream_;
};

} // namespace rolecall::http
