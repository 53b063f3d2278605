#pragma once

// Time that passes only when told to: tests and simulations run hours of waiting in microseconds, always in
// the same order.

#include "http/clock.hpp"

#include <boost/asio/any_completion_handler.hpp>

#include <cstdint>
#include <map>
#include <utility>

namespace rolecall::http {

/// Must be emptied with drop(), or destroyed, before the io_context whose coroutines sleep on it.
class virtual_clock final : public clock {
public:
  [[nodiscard]] time_point now() const override { return now_; }
  boost::asio::awaitable<boost::system::error_code> sleep_until(time_point at) override;
  void wake_all() override;

  /// Goes on to the earliest sleep and ends it; of equal times the one that began first. False: nobody
  /// sleeps.
  bool fire_earliest();

  /// Forgets all sleepers: their coroutines unwind when the context next runs or ends.
  void drop() { waits_.clear(); }

private:
  using waiter = boost::asio::any_completion_handler<void(boost::system::error_code)>;
  struct sleeper {
    boost::asio::any_io_executor executor; ///< where it goes on
    waiter done;
  };
  using key = std::pair<time_point, std::uint64_t>;
  using waits = std::map<key, sleeper>;

  static void finish(waits::node_type wait, boost::system::error_code how);

  time_point now_{};
  std::uint64_t next_ = 0;
  waits waits_;
};

} // namespace rolecall::http
