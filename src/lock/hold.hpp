#pragma once

// A lock from taking it to letting it go: waits for it, renews it, knows when it is lost.

#include "http/clock.hpp"
#include "lock/answer.hpp"
#include "lock/file_lock.hpp"
#include "lock/http_lock.hpp"
#include "lock/lease.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace rolecall::lock {

struct clocks {
  std::function<uptime()> up;
  std::function<wall_time()> wall;
};

/// Those of this machine.
clocks machine_clocks();

using any_lock = std::variant<file_lock, http_lock>;

class hold {
public:
  /// `time` must outlive this; `length` is that of the lease, for a file.
  hold(any_lock at, record mine, http::clock& time, clocks read, uptime length);

  /// Tries until it is taken, but not beyond `patience` after the first time, nor once `stopped`. `waits` is
  /// told once who is waited for.
  boost::asio::awaitable<answer> take(http::duration patience, std::function<bool()> stopped,
                                      std::function<void(const answer&)> waits);

  /// Once taken: renews until end_keeping() or the lock is lost.
  boost::asio::awaitable<void> keep();
  void end_keeping();

  /// Why nothing may be sent any more, to be asked before everything that is sent; stays once it is so.
  std::optional<std::string> why_lost();

  /// Also after a loss, and then it removes only what is still ours.
  boost::asio::awaitable<answer> release();

  [[nodiscard]] const std::string& id() const { return mine_.id; }

private:
  boost::asio::awaitable<answer> try_to_take();
  answer renew(file_lock& file, uptime begun);
  void lose(std::string why);
  [[nodiscard]] record dated(uptime begun) const;
  [[nodiscard]] http::duration pause(int tries) const;

  any_lock at_;
  record mine_;
  http::clock& time_;
  clocks read_;
  uptime length_;
  uptime up_at_start_;
  wall_time wall_at_start_;
  std::optional<lease> lease_; ///< once taken, if it expires at all
  std::optional<std::string> lost_;
  std::string trouble_; ///< why the last renewal failed
  bool ended_ = false;
};

} // namespace rolecall::lock
