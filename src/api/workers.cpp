#include "api/workers.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <map>
#include <utility>
#include <vector>

namespace rolecall::api {

namespace asio = boost::asio;

asio::awaitable<void> run_workers(std::size_t count, std::function<asio::awaitable<void>()> work) {
  const auto executor = co_await asio::this_coro::executor;
  using operation = decltype(asio::co_spawn(executor, work(), asio::deferred));
  std::vector<operation> operations;
  do {
    operations.push_back(asio::co_spawn(executor, work(), asio::deferred));
  } while (operations.size() < count);
  auto group = asio::experimental::make_parallel_group(std::move(operations));
  auto joined = group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
  const auto outcome = co_await std::move(joined);
  for (const std::exception_ptr& thrown : std::get<1>(outcome)) {
    if (thrown) std::rethrow_exception(thrown);
  }
}

namespace {

struct waiter {
  asio::any_io_executor executor;
  asio::any_completion_handler<void()> resume;
};

/// Holds all who wait at bells, for the context: a bell lives in a frame that ends only after those who wait
/// at it, and a context that is destroyed in mid-work could not end either.
class waiting_room final : public asio::execution_context::service {
public:
  using key_type = waiting_room;
  inline static asio::execution_context::id id;

  explicit waiting_room(asio::execution_context& of) : service(of) {}

  std::map<const void*, std::vector<waiter>> at; ///< by bell

private:
  void shutdown() override {
    const auto dropped = std::exchange(at, {}); // what ends with them may come here again
  }
};

} // namespace

struct bell::waiters {
  waiting_room* room = nullptr; ///< of the context that the first one waits in
};

bell::bell() : waiters_(std::make_unique<waiters>()) {}
bell::~bell() {
  if (waiters_->room) waiters_->room->at.erase(this);
}

asio::awaitable<void> bell::wait() {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  auto& context = asio::query(executor, asio::execution::context);
  waiters_->room = &asio::use_service<waiting_room>(context);
  auto start = [this, executor](auto done) {
    waiters_->room->at[this].push_back({executor, std::move(done)});
  };
  auto waiting =
      asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
  co_await std::move(waiting);
}

void bell::ring() {
  if (!waiters_->room) return;
  auto here = waiters_->room->at.extract(this);
  if (here.empty()) return;
  // Posted, not called: whoever rings goes on first.
  for (waiter& w : here.mapped()) {
    asio::post(w.executor, [resume = std::move(w.resume)]() mutable { std::move(resume)(); });
  }
}

} // namespace rolecall::api
