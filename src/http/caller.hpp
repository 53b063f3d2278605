#pragma once

// A call: exchanges repeated, paced and counted as policy and server allow. The deciding is in retry.hpp and
// pace.hpp.

#include "base/random_source.hpp"
#include "http/alarm.hpp"
#include "http/clock.hpp"
#include "http/message.hpp"
#include "http/pace.hpp"
#include "http/retry.hpp"
#include "http/transport.hpp"
#include "http/waiting_line.hpp"
#include "http/width.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace rolecall::http {

/// Who keeps a record of requests: told on both sides of each exchange.
struct exchange_watch {
  /// When its turn has come, before anything is sent. A text says why it must not be: the call ends as
  /// `cancelled` with that.
  std::function<boost::asio::awaitable<std::optional<std::string>>(const request& what)> before;
  std::function<void(const result<response>& outcome)> after;
};

struct route_counts {
  int sent = 0;      ///< exchanges begun, less those of which nothing left
  int unsent = 0;    ///< those: no connection
  int retries = 0;   ///< of both, after a failure other than a 429
  int limited = 0;   ///< answered 429
  duration paused{}; ///< time during which at least one call had to wait for the route to open
};

/// Transport and clock must outlive all calls; the caller itself must outlive them too, or their io_context
/// be destroyed without running again.
class caller {
public:
  caller(transport& to, clock& time, retry_policy policy, std::uint64_t seed);
  ~caller();
  caller(const caller&) = delete;
  caller& operator=(const caller&) = delete;

  /// The response, whatever its status, once there is nothing to gain from another attempt. Only a GET is
  /// sent again after a failure; every method is after a 429, which says that nothing was done. Of several
  /// attempts the last one's outcome is returned.
  boost::asio::awaitable<result<response>> call(request what);

  /// Asked right before each exchange; a text says why nothing may be sent any more: the call ends as
  /// `cancelled`, with this. Empty: nothing is asked.
  std::function<std::optional<std::string>()> why_not_send;

  /// From now on nothing is sent: calls that wait end as `cancelled`; exchanges under way end as they may.
  void request_stop();
  /// After that: the exchanges still under way are waited for no longer, and end as `disconnected`.
  void abandon();
  [[nodiscard]] bool stopping() const { return stopping_; }

  /// Of the run: nothing is sent from then on, so that waiting longer is for nothing.
  [[nodiscard]] std::optional<time_point> deadline() const { return policy_.deadline; }

  /// By route; for the summary at the end.
  [[nodiscard]] const std::map<std::string, route_counts>& counts() const { return counts_; }

  /// Before the first call of that route: what an earlier run has learned of it.
  void expect(const std::string& route, const known_pace& earlier);
  /// By route, of this run or an earlier one.
  [[nodiscard]] std::map<std::string, known_pace> known() const;

private:
  struct route {
    pace speed;
    std::size_t called = 0; ///< out of the line, and not yet looking again
    int waiting = 0;
    time_point waiting_since{};
  };

  // Strings by reference: call(), whose frame holds them, awaits these at once.
  boost::asio::awaitable<result<response>> exchange(request what, time_point due);
  boost::asio::awaitable<std::optional<failure>> take_turn(const std::string& name, const std::string& last);
  boost::asio::awaitable<std::optional<failure>> wait_for(time_point at, const std::string& last);
  [[nodiscard]] std::optional<failure> why_not(time_point at, const std::string& last) const;
  failure unavailable(const std::string& name, last_word why, const std::string& last);
  decision learn(const request& what, int retries, time_point start, const result<response>& outcome);
  /// A call that had its turn, and of which nothing was sent, was none.
  void take_back(const std::string& name);
  /// What of `through` must be over before a call may be sent.
  [[nodiscard]] time_point opens(const route& through, time_point now) const;
  void close_all_if_many_ask();
  boost::asio::awaitable<void> wait_in_line(route& through);
  /// Lets as many of those in line look again as may start: the first ones, but for those of crowded routes.
  void call_next();

  transport& to_;
  clock& time_;
  retry_policy policy_;
  base::random_source random_;
  bool stopping_ = false;
  alarm abandoned_;
  int sent_ = 0;
  int retried_ = 0;
  std::size_t running_ = 0;
  std::size_t called_ = 0; ///< out of the line, and not yet looking again
  width width_;
  waiting_line line_;             ///< calls that wait for another one to end
  time_point all_closed_until_{}; ///< where several routes were told to wait
  std::map<std::string, route> routes_;
  std::map<std::string, route_counts> counts_;
};

} // namespace rolecall::http
