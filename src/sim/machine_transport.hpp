#pragma once

// The emulator behind the seam of http::transport, in the same thread: delivers its answers as a connection
// would, on whatever clock.

#include "emulator/machine.hpp"
#include "http/transport.hpp"

#include <functional>
#include <string>

namespace rolecall::sim {

/// What somebody may want to see or do on the way; each may be empty.
struct on_the_way {
  /// Before the machine gets the request. False: the sender dies at this moment; it is not sent.
  std::function<bool(const http::request& what)> sending;
  /// The machine has acted on it. False: the sender dies before he hears of it.
  std::function<bool(const http::request& what, emulator::response& answer)> handled;
  /// What the sender gets to hear.
  std::function<void(const http::request& what, const http::result<http::response>& outcome)> heard;
  /// How long an answer takes beside what its faults say. Empty: 20 ms.
  std::function<http::duration()> latency;
};

class machine_transport final : public http::transport {
public:
  /// All must outlive the exchanges. `key` is what the requests are signed with.
  machine_transport(emulator::machine& server, http::clock& time, std::string key, on_the_way hooks);

  boost::asio::awaitable<http::result<http::response>> exchange(http::request what,
                                                                http::time_point deadline) override;

private:
  boost::asio::awaitable<http::result<http::response>> deliver(emulator::response answer, bool write,
                                                               http::time_point deadline);

  emulator::machine& server_;
  http::clock& time_;
  std::string key_;
  on_the_way hooks_;
};

} // namespace rolecall::sim
