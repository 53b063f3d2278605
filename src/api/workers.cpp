#include "api/workers.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
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

} // namespace rolecall::api
