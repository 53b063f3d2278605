#pragma once

// A server on 127.0.0.1, in the same thread: TLS or plain, answering as the test says.

#include "certificates.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rolecall::http::testing {

/// What the server saw.
struct seen {
  int connections = 0;
  int failed_handshakes = 0;
  int resumed = 0;
  std::size_t bytes_after_failure = 0; ///< came in after a handshake had failed
  std::vector<std::string> requests;   ///< head and body
  std::vector<int> on_connection;      ///< of each request: which connection it came by, from 1
};

enum class tls_versions { up_to_1_1, only_1_2, only_1_3 };

struct server_options {
  const identity* who = nullptr; ///< none: plain TCP
  tls_versions versions = tls_versions::only_1_3;
  /// The bytes that answer request `number` (from 1) of its connection; empty: close without an answer.
  std::function<std::string(int number, const std::string& request)> answer;
  /// Closes an open connection after so many answers; 0: never.
  int answers_each = 0;
  /// Sent on a plain connection before anything was asked.
  std::string greeting = {};
};

class loopback_server {
public:
  loopback_server(boost::asio::io_context& io, server_options options);
  ~loopback_server();
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] const seen& saw() const;
  /// Closes all plain connections that wait for a request.
  void hang_up();

private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace rolecall::http::testing
