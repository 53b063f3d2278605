#pragma once

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace rolecall::http {

/// Something that may happen once, and that several coroutines of one thread wait for.
class alarm {
public:
  alarm();
  ~alarm();
  alarm(const alarm&) = delete;
  alarm& operator=(const alarm&) = delete;

  /// Returns once it has been rung; or at once, if it was before; or cancelled.
  boost::asio::awaitable<void> wait();
  void ring();
  /// Lets go of those who wait, who never return: to be called before their io_context goes.
  void drop();
  [[nodiscard]] bool was_rung() const { return rung_; }

private:
  struct waiters;
  std::unique_ptr<waiters> waiters_;
  bool rung_ = false;
};

} // namespace rolecall::http
