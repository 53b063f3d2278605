#pragma once

// From a base URL to an open connection: resolving, connecting, the TLS handshake.

#include "http/base_url.hpp"
#include "http/byte_stream.hpp"
#include "http/message.hpp"
#include "http/proxy.hpp"
#include "http/tls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string_view>

namespace rolecall::http {

/// Which way a connection goes, and what it must prove.
struct way {
  const base_url& to;
  tls* security = nullptr;                  ///< null: plain TCP, which is spoken to loopback addresses only
  const proxy* through = nullptr;           ///< null: directly; only with `security`
  std::string_view set_by = "the base URL"; ///< what names `to`
};

/// Connects to each address of the host, or of the proxy before it, in turn until one answers. What `how`
/// refers to must live until this returns; the connection does not need it.
boost::asio::awaitable<result<std::unique_ptr<byte_stream>>> connect(boost::asio::any_io_executor executor,
                                                                     way how, time_point deadline);

/// Whether the system's resolver is still busy with a name that nobody waits for any more. Destroying the
/// io_context waits for it, and nothing can make it hurry.
bool is_resolving();

} // namespace rolecall::http
