#pragma once

// The transport that talks to a real server: HTTP/1.1 over verified TLS, on a pool of kept-alive connections.

#include "base/secret.hpp"
#include "http/base_url.hpp"
#include "http/proxy.hpp"
#include "http/transport.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace rolecall::http {

struct timeouts {
  duration connect = std::chrono::seconds(10); ///< resolving, connecting and the TLS handshake together
  duration headers = std::chrono::seconds(30); ///< from the request's last byte to the end of the headers
  duration idle = std::chrono::seconds(30);    ///< between two pieces of the body
};

/// What stands before the key in the Authorization header.
enum class authorization {
  bearer,
  basic, ///< the key is "user:password"
  none   ///< there is no such header, and the key is empty
};

struct transport_options {
  base_url base;
  base::secret key;                  ///< goes into the Authorization header and nowhere else
  std::optional<proxy> through = {}; ///< none: directly. Where `base` says http there is never one
  std::string ca_file = {};          ///< PEM; empty: SSL_CERT_FILE, else the system's bundle
  int connections = 16;              ///< 1 to 64
  timeouts limits = {};
  std::string user_agent = "rolecall/" ROLECALL_VERSION;
  authorization scheme = authorization::bearer;
  std::string set_by = "the base URL"; ///< what names `base`, for messages
};

/// Connects on first use. Verification cannot be switched off; plain TCP is spoken only where `base` says
/// http, and then only to loopback addresses. Fails with `refused` if an option is unfit or no CA
/// certificates are found. Exchanges still under way when the transport goes keep what they need until their
/// io_context goes.
result<std::unique_ptr<transport>> make_transport(boost::asio::any_io_executor executor,
                                                  transport_options options);

} // namespace rolecall::http
