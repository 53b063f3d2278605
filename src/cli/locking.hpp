#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace rolecall::cli {

/// Runs `work` while the lock that --lock names is held, if it names one; lets it go however `work` ends.
/// Says on stderr why the lock was not had, was lost, or could not be let go.
boost::asio::awaitable<exit_code> under_lock(const options& chosen, session& with,
                                             std::function<boost::asio::awaitable<exit_code>()> work);

} // namespace rolecall::cli
