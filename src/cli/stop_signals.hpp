#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace rolecall::cli {

/// While this lives, the first of SIGINT, SIGTERM and SIGHUP calls `asked` on the event loop, with its
/// number. The second ends the process at once with 128 plus its number, also where the loop is not running:
/// a person who waits for a blocked write must get away. Signals that were ignored before stay ignored. One
/// at a time.
class stop_signals {
public:
  stop_signals(boost::asio::any_io_executor executor, std::function<void(int which)> asked);
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;
  ~stop_signals();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace rolecall::cli
