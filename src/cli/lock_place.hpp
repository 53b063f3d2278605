#pragma once

// Where --lock points, and with which credentials.

#include "cli/options.hpp"
#include "http/clock.hpp"
#include "lock/hold.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace rolecall::cli {

/// What is wrong with the value of --lock; empty: nothing.
std::string why_no_lock(const std::string& place);

/// A lock and what it needs to be reached.
struct reached_lock {
  std::unique_ptr<http::transport> server; ///< none for a file
  std::optional<lock::any_lock> at;
};

/// The lock that --lock names, which is sound; or what is wrong with the environment or with --ca-file. Must
/// not outlive `time`.
std::variant<reached_lock, std::string> reach_lock(const options& chosen,
                                                   boost::asio::any_io_executor executor, http::clock& time);

/// A record of this run, on this machine, with a new id.
lock::record record_of_this_run(const std::string& operation);

/// Lines that say whose a held lock is, since when and until when, and how it can be removed.
std::string about_holder(const options& chosen, const lock::answer& held);

} // namespace rolecall::cli
