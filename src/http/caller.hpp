#pragma once

// A call: exchanges repeated, paced and counted as policy and server allow. The deciding is in retry.hpp and
// pace.hpp.

#include "base/random_source.hpp"
#include "http/clock.hpp"
#include "http/message.hpp"
#include "http/pace.hpp"
#include "http/retry.hpp"
#include "http/transport.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace rolecall::http {

struct route_counts {
  int sent = 0;      ///< exchanges begun
  int retries = 0;   ///< of them, after a failure other than a 429
  int limited = 0;   ///< answered 429
  duration paused{}; ///< time during which at least one call had to wait for the route to open
};

/// Transport and clock must outlive all calls; the caller itself must outlive them too, or their io_context
/// be destroyed without running again.
class caller {
public:
  caller(transport& to, clock& time, retry_policy policy, std::uint64_t seed);

  /// The response, whatever its status, once there is nothing to gain from another attempt. Only a GET is
  /// sent again after a failure; every method is after a 429, which says that nothing was done. Of several
  /// attempts the last one's outcome is returned.
  boost::asio::awaitable<result<response>> call(request what);

  /// From now on nothing is sent: calls that wait end as `cancelled`; exchanges under way end as they may.
  void request_stop();
  [[nodiscard]] bool stopping() const { return stopping_; }

  /// Of the run: nothing is sent from then on, so that waiting longer is for nothing.
  [[nodiscard]] std::optional<time_point> deadline() const { return policy_.deadline; }

  /// By route; for the summary at the end.
  [[nodiscard]] const std::map<std::string, route_counts>& counts() const { return counts_; }

private:
  struct route {
    pace speed;
    int waiting = 0;
    time_point waiting_since{};
  };

  // Strings by reference: call(), whose frame holds them, awaits these at once.
  boost::asio::awaitable<std::optional<failure>> take_turn(const std::string& name, const std::string& last);
  boost::asio::awaitable<std::optional<failure>> wait_for(time_point at, const std::string& last);
  [[nodiscard]] std::optional<failure> why_not(time_point at, const std::string& last) const;
  failure unavailable(const std::string& name, last_word why, const std::string& last);
  decision learn(const request& what, int retries, const result<response>& outcome);

  transport& to_;
  clock& time_;
  retry_policy policy_;
  base::random_source random_;
  bool stopping_ = false;
  int sent_ = 0;
  int retried_ = 0;
  std::map<std::string, route> routes_;
  std::map<std::string, route_counts> counts_;
};

} // namespace rolecall::http
