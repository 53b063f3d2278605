#include "http/pool.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace rolecall::http {
namespace asio = boost::asio;

pool::pool(const asio::any_io_executor& executor, int most, opening how)
    : freed_(executor, time_point::max()), most_(most), warm_(how == opening::all_at_once) {}

pool::lease::lease(std::shared_ptr<pool> of, std::unique_ptr<byte_stream> open)
    : connection(std::move(open)), pool_(std::move(of)) {}

pool::lease::~lease() { give_back(); }

void pool::lease::give_back() {
  if (auto of = std::exchange(pool_, nullptr)) of->give_back(keep ? std::move(connection) : nullptr);
  connection.reset();
}

asio::awaitable<pool::lease> pool::acquire() {
  for (;;) {
    if (auto idle = take_idle()) {
      ++leased_;
      co_return lease(shared_from_this(), std::move(idle));
    }
    if (may_open()) {
      ++leased_;
      co_return lease(shared_from_this(), nullptr);
    }
    co_await freed_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

bool pool::make_do() {
  if (leased_ < 2) return false;
  most_ = leased_ - 1;
  return true;
}

bool pool::may_open() const { return leased_ < (warm_ ? most_ : 1); }

std::unique_ptr<byte_stream> pool::take_idle() {
  while (!idle_.empty()) {
    auto last = std::move(idle_.back());
    idle_.pop_back();
    if (last->quiet()) return last;
  }
  return nullptr;
}

void pool::give_back(std::unique_ptr<byte_stream> connection) {
  --leased_;
  if (connection) idle_.push_back(std::move(connection));
  if (std::exchange(warm_, true)) {
    freed_.cancel_one();
  } else {
    freed_.cancel();
  }
}

} // namespace rolecall::http
