#pragma once

// Whether to try again, and when: a pure step from the facts of one attempt to what to do next.

#include "http/clock.hpp"
#include "http/message.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <variant>

namespace rolecall::http {

struct retry_policy {
  int retries = 4; ///< of one GET, at most
  duration least_backoff = std::chrono::milliseconds(500);
  duration most_backoff = std::chrono::seconds(30);
  double budget_share = 0.1;                         ///< of all requests, and
  int budget_base = 10;                              ///< so many more, may be retries
  duration max_wait = std::chrono::minutes(15);      ///< longest pause that a server may ask for
  duration exchange_time = std::chrono::seconds(60); ///< for one exchange, connecting included
  std::optional<time_point> deadline;                ///< of the run
  std::size_t at_once = 64;                          ///< exchanges under way, at most
};

/// What is known after one attempt.
struct attempt {
  method verb = method::get;
  int retries = 0;                    ///< made of this call so far; waiting out a 429 is none
  int status = 0;                     ///< 0: no response
  std::optional<failure_kind> failed; ///< why there is none
  std::optional<bool> should_retry;   ///< the server's x-should-retry
  std::optional<duration> told;       ///< how long the server asks to wait
  bool quota = false;                 ///< a 429 that no waiting will change: quota, billing
  bool budget_left = true;
  double chance = 0; ///< drawn from [0, 1)
  time_point now{};
  time_point route_opens{}; ///< after a 429: when its route may be used again
  time_point told_until{};  ///< and until when the server has asked to wait
};

enum class last_word {
  as_it_is,      ///< the response or failure at hand is the outcome
  wait_too_long, ///< a 429 whose pause is beyond max_wait
  out_of_time,   ///< the run's deadline comes before the next attempt could
};
struct give_up {
  last_word why = last_word::as_it_is;
  bool operator==(const give_up&) const = default;
};
struct wait_until {
  time_point at;
  bool is_retry = true; ///< counts against the call's retries and the budget; false after a 429
  bool operator==(const wait_until&) const = default;
};
using decision = std::variant<give_up, wait_until>;

/// Only a GET is retried; a 429 says that nothing was done, so that any method may wait and be sent again.
decision decide(const attempt& made, const retry_policy& policy);

} // namespace rolecall::http
