#pragma once

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>

namespace rolecall::http {

/// Coroutines of one thread that wait to be called. Who still waits when his io_context goes, or the line,
/// goes with it and never returns; which of the two goes first does not matter.
class waiting_line {
public:
  waiting_line();
  ~waiting_line();
  waiting_line(const waiting_line&) = delete;
  waiting_line& operator=(const waiting_line&) = delete;

  /// Returns when called; also when cancelled. `starts` is asked by call_first() whether this one may be
  /// called, and takes note that it is; without it, always.
  boost::asio::awaitable<void> wait(std::function<bool()> starts = {});
  [[nodiscard]] bool empty() const;

  // Whoever calls goes on first; who is called, after that.
  bool call_first(); ///< the first that may be; false: there is none
  void call_all();   ///< without asking

private:
  class waiters;
  std::shared_ptr<waiters> waiters_;
};

} // namespace rolecall::http
