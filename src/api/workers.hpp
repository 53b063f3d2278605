#pragma once

// Several coroutines on one thread, joined: how reading and applying do many things at once.

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>

namespace rolecall::api {

/// Runs `work` `count` times at once (at least once) and returns when all have ended. The first exception
/// that escapes one of them is thrown on. Whatever `work` refers to must outlive the io_context's run.
boost::asio::awaitable<void> run_workers(std::size_t count,
                                         std::function<boost::asio::awaitable<void>()> work);

} // namespace rolecall::api
