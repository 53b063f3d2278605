#include "http/alarm.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>
#include <utility>

namespace rolecall::http {

namespace asio = boost::asio;

struct alarm::waiters {
  struct waiter {
    asio::any_io_executor executor;
    asio::any_completion_handler<void()> done;
  };
  using all = std::map<std::size_t, waiter>;

  static void finish(all::node_type one) {
    if (one.empty()) return;
    asio::post(one.mapped().executor, [done = std::move(one.mapped().done)]() mutable { std::move(done)(); });
  }

  all waiting;
  std::size_t next = 0;
};

alarm::alarm() : waiters_(std::make_unique<waiters>()) {}
alarm::~alarm() = default;

void alarm::drop() { waiters_->waiting.clear(); }

asio::awaitable<void> alarm::wait() {
  if (rung_) co_return;
  const auto executor = co_await asio::this_coro::executor;
  auto start = [all = waiters_.get(), executor](auto done) {
    asio::any_completion_handler<void()> kept(std::move(done)); // takes the slot of `done` for itself
    const std::size_t number = all->next++;
    auto slot = asio::get_associated_cancellation_slot(kept);
    if (slot.is_connected()) {
      slot.assign([all, number](asio::cancellation_type) { waiters::finish(all->waiting.extract(number)); });
    }
    all->waiting.emplace(number, waiters::waiter{executor, std::move(kept)});
  };
  auto waiting =
      asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
  co_await std::move(waiting);
}

void alarm::ring() {
  rung_ = true;
  auto& waiting = waiters_->waiting;
  while (!waiting.empty()) waiters::finish(waiting.extract(waiting.begin()));
}

} // namespace rolecall::http
