#include "http/waiting_line.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace rolecall::http {

namespace asio = boost::asio;

class waiting_line::waiters {
public:
  using handler = asio::any_completion_handler<void()>;

  void add(const asio::any_io_executor& executor, std::function<bool()> starts, handler done) {
    const std::size_t number = next_++;
    auto slot = asio::get_associated_cancellation_slot(done);
    if (slot.is_connected())
      slot.assign([this, number](asio::cancellation_type) { finish(all_.extract(number)); });
    all_.emplace(number, waiter{executor, std::move(starts), std::move(done)});
  }
  [[nodiscard]] bool empty() const { return all_.empty(); }
  bool call_first() {
    const auto first =
        std::ranges::find_if(all_, [](const auto& one) { return !one.second.starts || one.second.starts(); });
    if (first == all_.end()) return false;
    finish(all_.extract(first));
    return true;
  }
  void call_all() {
    while (!empty()) finish(all_.extract(all_.begin()));
  }
  void drop() {
    room = nullptr;
    const auto dropped = std::exchange(all_, {}); // what ends with them may come here again
  }

  const void* room = nullptr; ///< of the context that they wait in

private:
  struct waiter {
    asio::any_io_executor executor;
    std::function<bool()> starts;
    handler done;
  };
  using in_order = std::map<std::size_t, waiter>;

  static void finish(in_order::node_type one) {
    if (one.empty()) return;
    asio::post(one.mapped().executor, [done = std::move(one.mapped().done)]() mutable { std::move(done)(); });
  }

  in_order all_;
  std::size_t next_ = 0;
};

namespace {

/// The lines that coroutines of a context wait in. A frame that waits is held by its line alone, and the line
/// may live in a frame: a context that goes in mid-work has to end them.
template <class Waiters>
class waiting_room final : public asio::execution_context::service {
public:
  using key_type = waiting_room;
  inline static asio::execution_context::id id;

  explicit waiting_room(asio::execution_context& of) : service(of) {}

  void enter(const std::shared_ptr<Waiters>& line) {
    if (std::exchange(line->room, this) == this) return;
    std::erase_if(lines_, [](const auto& known) { return known.expired(); });
    lines_.push_back(line);
  }

private:
  void shutdown() override {
    for (const auto& line : std::exchange(lines_, {})) {
      if (const auto still = line.lock()) still->drop();
    }
  }

  std::vector<std::weak_ptr<Waiters>> lines_;
};

} // namespace

waiting_line::waiting_line() : waiters_(std::make_shared<waiters>()) {}
waiting_line::~waiting_line() { waiters_->drop(); }

bool waiting_line::empty() const { return waiters_->empty(); }

asio::awaitable<void> waiting_line::wait(std::function<bool()> starts) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  auto& room = asio::use_service<waiting_room<waiters>>(asio::query(executor, asio::execution::context));
  room.enter(waiters_);
  auto start = [all = waiters_.get(), executor, &starts](auto done) {
    all->add(executor, std::move(starts),
             waiters::handler(std::move(done))); // which takes the slot of `done` for itself
  };
  auto waiting =
      asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
  co_await std::move(waiting);
}

bool waiting_line::call_first() { return waiters_->call_first(); }
void waiting_line::call_all() { waiters_->call_all(); }

} // namespace rolecall::http
