#include "http/retry.hpp"

#include <algorithm>

namespace rolecall::http {
namespace {

constexpr int too_many_requests = 429;

decision wait_unless_too_late(wait_until next, const retry_policy& policy) {
  if (policy.deadline && next.at >= *policy.deadline) return give_up{last_word::out_of_time};
  return next;
}

decision after_limit(const attempt& made, const retry_policy& policy) {
  if (made.quota || made.should_retry == false) return give_up{};
  if (made.told_until - made.now > policy.max_wait) return give_up{last_word::wait_too_long};
  return wait_unless_too_late({made.route_opens, false}, policy);
}

bool is_passing(int status) { return status == 408 || status == 425 || status >= 500; }

bool is_worth_a_retry(const attempt& made) {
  if (made.failed) {
    switch (*made.failed) {
    case failure_kind::unreachable:
    case failure_kind::disconnected:
    case failure_kind::timed_out: return true;
    case failure_kind::handshake: return made.retries == 0;
    case failure_kind::refused:
    case failure_kind::unknown_host:
    case failure_kind::untrusted:
    case failure_kind::proxy:
    case failure_kind::out_of_files:
    case failure_kind::protocol:
    case failure_kind::too_large:
    case failure_kind::rate_limited:
    case failure_kind::out_of_time:
    case failure_kind::cancelled: return false;
    }
  }
  if (made.status < 400) return false;
  return made.should_retry.value_or(is_passing(made.status));
}

/// Full jitter: anything between the least and twice as much for each retry made, so that clients spread out.
duration backoff(const attempt& made, const retry_policy& policy) {
  duration ceiling = policy.least_backoff;
  for (int i = 0; i <= made.retries && ceiling < policy.most_backoff; ++i) ceiling *= 2;
  ceiling = std::min(ceiling, policy.most_backoff);
  const auto spread =
      std::chrono::duration<double, duration::period>(ceiling - policy.least_backoff) * made.chance;
  return policy.least_backoff + std::chrono::duration_cast<duration>(spread);
}

} // namespace

decision decide(const attempt& made, const retry_policy& policy) {
  if (made.status == too_many_requests) return after_limit(made, policy);
  if (made.verb != method::get || !is_worth_a_retry(made)) return give_up{};
  if (made.retries >= policy.retries || !made.budget_left) return give_up{};
  const duration told = made.told.value_or(duration::zero());
  if (told > policy.max_wait) return give_up{};
  return wait_unless_too_late({made.now + std::max(told, backoff(made, policy)), true}, policy);
}

} // namespace rolecall::http
