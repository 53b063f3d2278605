#pragma once

// The connections kept to one server: how many, which one next.

#include "http/byte_stream.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <vector>

namespace rolecall::http {

enum class opening { all_at_once, first_alone };

/// Places for at most `most` connections. Shared by its leases, so that it outlives coroutines that are only
/// unwound when their io_context goes.
class pool : public std::enable_shared_from_this<pool> {
public:
  /// `first_alone`: the first connection brings home what makes the others cheap (a TLS session), so that
  /// they wait until it has been used once.
  pool(const boost::asio::any_io_executor& executor, int most, opening how);

  /// A place, given back when this goes; with a connection that has served before, or none yet.
  class lease {
  public:
    lease(std::shared_ptr<pool> of, std::unique_ptr<byte_stream> connection);
    lease(lease&&) = default;
    lease& operator=(lease&&) = default; ///< only into one that was given back
    ~lease();

    void give_back();

    std::unique_ptr<byte_stream> connection;
    bool keep = false; ///< the connection is fit for the next request

  private:
    std::shared_ptr<pool> pool_;
  };

  /// Waits for a place. `deadline` is not watched while waiting: every lease ends by a deadline of its own.
  boost::asio::awaitable<lease> acquire();

  /// No connection more than there are could be opened: makes do with those that the other leases hold. False
  /// if there is no other.
  bool make_do();

private:
  [[nodiscard]] bool may_open() const;
  std::unique_ptr<byte_stream> take_idle();
  void give_back(std::unique_ptr<byte_stream> connection);

  boost::asio::steady_timer freed_; ///< never expires: cancelling one wait wakes who waited longest
  int most_;
  int leased_ = 0;
  bool warm_;
  std::vector<std::unique_ptr<byte_stream>>
      idle_; ///< the last one used at the end: it is the least likely to be stale
};

} // namespace rolecall::http
