#include "http/virtual_clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace rolecall::http {
namespace asio = boost::asio;
using boost::system::error_code;

asio::awaitable<error_code> virtual_clock::sleep_until(time_point at) {
  const auto executor = co_await asio::this_coro::executor;
  auto start = [this, at, executor](auto done) {
    waiter w(std::move(done)); // takes the slot of `done` for itself, so its own slot is asked for after this
    const key place{at, next_++};
    auto slot = asio::get_associated_cancellation_slot(w);
    if (slot.is_connected()) {
      slot.assign([this, place](asio::cancellation_type) {
        finish(waits_.extract(place), asio::error::operation_aborted);
      });
    }
    waits_.emplace(place, sleeper{executor, std::move(w)});
  };
  constexpr auto token = asio::as_tuple(asio::use_awaitable);
  const auto woken =
      co_await asio::async_initiate<decltype(token), void(error_code)>(std::move(start), token);
  co_return std::get<0>(woken);
}

void virtual_clock::wake_all() {
  while (!waits_.empty()) finish(waits_.extract(waits_.begin()), asio::error::operation_aborted);
}

bool virtual_clock::fire_earliest() {
  if (waits_.empty()) return false;
  auto first = waits_.extract(waits_.begin());
  now_ = std::max(now_, first.key().first);
  finish(std::move(first), error_code());
  return true;
}

void virtual_clock::finish(waits::node_type wait, error_code how) {
  if (wait.empty()) return;
  asio::post(wait.mapped().executor,
             [w = std::move(wait.mapped().done), how]() mutable { std::move(w)(how); });
}

} // namespace rolecall::http
