#include "http/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>
#include <vector>

namespace rolecall::http {
namespace {

namespace asio = boost::asio;

class steady final : public clock {
public:
  explicit steady(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  [[nodiscard]] time_point now() const override { return std::chrono::steady_clock::now(); }

  asio::awaitable<boost::system::error_code> sleep_until(time_point at) override {
    const auto timer = std::make_shared<asio::steady_timer>(executor_, at);
    std::erase_if(sleeping_, [](const auto& sleeper) { return sleeper.expired(); });
    sleeping_.push_back(timer);
    const auto woken = co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
    co_return std::get<0>(woken);
  }

  void wake_all() override {
    for (const auto& sleeper : sleeping_) {
      if (const auto timer = sleeper.lock()) timer->cancel();
    }
  }

private:
  asio::any_io_executor executor_;
  std::vector<std::weak_ptr<asio::steady_timer>> sleeping_; // weak: frames may unwind after the clock is gone
};

} // namespace

std::unique_ptr<clock> make_clock(asio::any_io_executor executor) {
  return std::make_unique<steady>(std::move(executor));
}

} // namespace rolecall::http
