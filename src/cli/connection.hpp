#pragma once

// What makes a session of a process: key, address, TLS, files, clocks, signals, the event loop.

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <string>

namespace rolecall::cli {

/// What earlier runs have learned with this key at this address; nothing where there is no key.
std::map<std::string, http::known_pace> paces_from_memory(const options& chosen);

/// Opens a session and runs `work` in it to its end; says on stderr why there is none. The first SIGINT,
/// SIGTERM or SIGHUP starts nothing new and gives what is in flight 5 s to finish; the second ends the
/// process at once.
exit_code run_connected(const options& chosen,
                        std::function<boost::asio::awaitable<exit_code>(session&)> work);

} // namespace rolecall::cli
