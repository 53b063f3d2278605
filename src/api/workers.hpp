#pragma once

// Several coroutines on one thread, joined: how reading and applying do many things at once.

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>

namespace rolecall::api {

/// Runs `work` `count` times at once (at least once) and returns when all have ended. The first exception
/// that escapes one of them is thrown on. Whatever `work` refers to must outlive the io_context's run.
boost::asio::awaitable<void> run_workers(std::size_t count,
                                         std::function<boost::asio::awaitable<void>()> work);

/// Idle workers wait for it; whoever makes new work, or ends the last, rings it. Who waits when the
/// io_context is destroyed goes with it.
class bell {
public:
  bell();
  ~bell();
  bell(const bell&) = delete;
  bell& operator=(const bell&) = delete;

  /// Returns at the next ring().
  boost::asio::awaitable<void> wait();
  void ring();

private:
  struct waiters;
  std::unique_ptr<waiters> waiters_;
};

} // namespace rolecall::api
