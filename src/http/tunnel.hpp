#pragma once

// A way through a proxy: CONNECT, on a connection to the proxy that is open.

#include "http/base_url.hpp"
#include "http/byte_stream.hpp"
#include "http/message.hpp"
#include "http/proxy.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace rolecall::http {

/// Asks `by`, at the other end of `connection`, for a way to `to`. Nothing: from the next byte on the other
/// end is `to`. A failure was not sent to `to`. References must live until this returns.
boost::asio::awaitable<std::optional<failure>> open_tunnel(byte_stream& connection, const proxy& by,
                                                           const base_url& to, time_point deadline);

} // namespace rolecall::http
