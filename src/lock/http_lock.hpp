#pragma once

// A lock on a server that speaks Terraform's HTTP lock protocol. It never expires by itself.

#include "http/clock.hpp"
#include "http/transport.hpp"
#include "lock/answer.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace rolecall::lock {

enum class verbs {
  lock_unlock, ///< LOCK and UNLOCK
  post_delete  ///< POST and DELETE: GitLab, Gitea
};

class http_lock {
public:
  /// `to` and `time` must outlive this. `target`: the path of the lock.
  http_lock(http::transport& to, http::clock& time, std::string target, verbs with)
      : to_(to), time_(time), target_(std::move(target)), verbs_(with) {}

  /// done, held or failed. Where it is not known whether the server took it, it is released again.
  boost::asio::awaitable<answer> take(record mine);

  /// `mine`, as it was taken: done, held (by another) or failed. What may pass is tried a few times.
  boost::asio::awaitable<answer> release(record mine);

  /// Whose it is: found out by trying to take it as `probe`. held, not_locked or failed.
  boost::asio::awaitable<answer> look(record probe);

private:
  boost::asio::awaitable<http::result<http::response>> send(http::method verb, record what);
  boost::asio::awaitable<http::result<http::response>> let_go(record mine);

  http::transport& to_;
  http::clock& time_;
  std::string target_;
  verbs verbs_;
};

} // namespace rolecall::lock
