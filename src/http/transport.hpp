#pragma once

// The seam to the server: one exchange. Behind it a pool of TLS connections (tls_transport.hpp) or a
// simulation.

#include "http/clock.hpp"
#include "http/message.hpp"

#include <boost/asio/awaitable.hpp>

namespace rolecall::http {

class transport {
public:
  transport() = default;
  transport(const transport&) = delete;
  transport& operator=(const transport&) = delete;
  virtual ~transport() = default;

  /// Sends `what` once and reads the response, whatever its status; no redirect is followed. Ends by
  /// `deadline` (steady time, as the clock of the run tells it). A failure says whether the server may have
  /// acted.
  virtual boost::asio::awaitable<result<response>> exchange(request what, time_point deadline) = 0;

  /// From now on exchanges that still wait for a connection end as `cancelled`.
  virtual void stop() {}
};

} // namespace rolecall::http
