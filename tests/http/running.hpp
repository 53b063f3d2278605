#pragma once

// Running one coroutine to its end on a context that may have other work.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace rolecall::http::testing {

template <class T>
boost::asio::awaitable<void> into(std::optional<T>& out, boost::asio::awaitable<T> what) {
  out.emplace(co_await std::move(what));
}

template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> what) {
  std::optional<T> out;
  std::exception_ptr thrown;
  bool finished = false;
  boost::asio::co_spawn(io, into(out, std::move(what)), [&](std::exception_ptr e) {
    thrown = e;
    finished = true;
  });
  io.restart();
  while (!finished && io.run_one() > 0) {
  }
  if (thrown) std::rethrow_exception(thrown);
  return std::move(out.value()); // throws if the coroutine can never end
}

} // namespace rolecall::http::testing
