#pragma once

// Servers that allow so many requests a minute, each in its own way.

#include "http/clock.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>

namespace rolecall::http::testing {

enum class limiter_kind {
  bucket,  ///< n at once, then as they come back bit by bit
  sliding, ///< n in any 60 s
  fixed    ///< n in each minute of a clock
};

class limiter {
public:
  limiter(limiter_kind kind, int per_minute) : kind_(kind), n_(per_minute), tokens_(per_minute) {}

  /// Nothing: the request is let through. Else how long until one would be.
  std::optional<duration> refuse(time_point now) {
    switch (kind_) {
    case limiter_kind::bucket: return refuse_by_bucket(now);
    case limiter_kind::fixed: {
      const auto since_start = now.time_since_epoch() % std::chrono::seconds(60);
      return refuse_by_window(now, now - since_start, std::chrono::seconds(60) - since_start);
    }
    case limiter_kind::sliding: break;
    }
    const time_point from = now - std::chrono::seconds(60) + duration(1);
    while (!passed_.empty() && passed_.front() < from) passed_.pop_front();
    const duration wait = passed_.empty() ? duration() : passed_.front() + std::chrono::seconds(60) - now;
    return refuse_by_window(now, from, wait);
  }

private:
  std::optional<duration> refuse_by_bucket(time_point now) {
    const double a_second = n_ / 60.0;
    const auto gone = std::chrono::duration<double>(now - filled_).count();
    tokens_ = std::min<double>(n_, tokens_ + gone * a_second);
    filled_ = now;
    if (tokens_ < 1) {
      const std::chrono::duration<double> wait((1 - tokens_) / a_second);
      return std::chrono::ceil<std::chrono::milliseconds>(wait);
    }
    tokens_ -= 1;
    return std::nullopt;
  }

  std::optional<duration> refuse_by_window(time_point now, time_point from, duration wait) {
    while (!passed_.empty() && passed_.front() < from) passed_.pop_front();
    if (passed_.size() >= static_cast<std::size_t>(n_)) return wait;
    passed_.push_back(now);
    return std::nullopt;
  }

  limiter_kind kind_;
  int n_;
  double tokens_;
  time_point filled_{};
  std::deque<time_point> passed_;
};

} // namespace rolecall::http::testing
