#include "api/workers.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
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

struct bell::waiters {
  struct waiter {
    asio::any_io_executor executor;
    asio::any_completion_handler<void()> resume;
  };
  std::vector<waiter> all;
};

bell::bell() : waiters_(std::make_unique<waiters>()) {}
bell::~bell() = default;

asio::awaitable<void> bell::wait() {
  const auto executor = co_await asio::this_coro::executor;
  auto start = [this, executor](auto done) { waiters_->all.push_back({executor, std::move(done)}); };
  auto waiting =
      asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
  co_await std::move(waiting);
}

void bell::ring() {
  // Posted, not called: whoever rings goes on first.
  for (waiters::waiter& w : std::exchange(waiters_->all, {})) {
    asio::post(w.executor, [resume = std::move(w.resume)]() mutable { std::move(resume)(); });
  }
}

} // namespace rolecall::api
