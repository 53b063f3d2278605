#pragma once

#include "http/waiting_line.hpp"

namespace rolecall::http {

/// Something that may happen once, and that several coroutines of one thread wait for.
class alarm {
public:
  /// Returns once it has been rung; or at once, if it was before; or cancelled.
  boost::asio::awaitable<void> wait();
  void ring();
  [[nodiscard]] bool was_rung() const { return rung_; }

private:
  waiting_line line_;
  bool rung_ = false;
};

} // namespace rolecall::http
