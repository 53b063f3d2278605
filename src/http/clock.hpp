#pragma once

// The seam through which everything waits. The real clock is behind make_clock(), the other one in
// virtual_clock.hpp.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <memory>

namespace rolecall::http {

using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

class clock {
public:
  clock() = default;
  clock(const clock&) = delete;
  clock& operator=(const clock&) = delete;
  virtual ~clock() = default;

  [[nodiscard]] virtual time_point now() const = 0;

  /// Returns at `at` (at once if that is past), or earlier with operation_aborted: woken or cancelled.
  virtual boost::asio::awaitable<boost::system::error_code> sleep_until(time_point at) = 0;

  /// Ends every sleep now under way; those who slept look again at what they waited for.
  virtual void wake_all() = 0;
};

/// Steady time of this machine.
std::unique_ptr<clock> make_clock(boost::asio::any_io_executor executor);

} // namespace rolecall::http
