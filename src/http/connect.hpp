#pragma once

// From a base URL to an open connection: resolving, connecting, the TLS handshake.

#include "http/base_url.hpp"
#include "http/byte_stream.hpp"
#include "http/message.hpp"
#include "http/tls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace rolecall::http {

/// Connects to each address of the host in turn until one answers. `security` is null for plain TCP, which is
/// spoken to loopback addresses only. Both references must live until this returns; the connection does not
/// need them.
boost::asio::awaitable<result<std::unique_ptr<byte_stream>>>
connect(boost::asio::any_io_executor executor, const base_url& to, tls* security, time_point deadline);

} // namespace rolecall::http
