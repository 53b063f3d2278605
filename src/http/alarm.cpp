#include "http/alarm.hpp"

namespace rolecall::http {

boost::asio::awaitable<void> alarm::wait() {
  if (rung_) co_return;
  co_await line_.wait();
}

void alarm::ring() {
  rung_ = true;
  line_.call_all();
}

} // namespace rolecall::http
