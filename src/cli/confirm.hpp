#pragma once

#include "http/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace rolecall::cli {

/// Whether a person can be asked: stdin and stderr are a terminal.
bool can_ask();

/// Asks on stderr; only "yes" is a yes. Everything else goes on while a person thinks, so that a lock is
/// renewed and signals are obeyed; once `stopped`, at the next wake_all() of `time`, it is a no.
boost::asio::awaitable<bool> confirmed(http::clock& time, std::function<bool()> stopped,
                                       std::string question);

} // namespace rolecall::cli
