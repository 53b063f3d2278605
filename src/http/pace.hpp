#pragma once

// How fast one route may be used: what its 429s have taught. Pure: time is an argument.

#include "http/clock.hpp"

#include <cstddef>
#include <deque>
#include <optional>

namespace rolecall::http {

/// No limit until the first 429. One that names a wait closes the route until then. One that does not teaches
/// a bucket: as many requests as were answered in the last 60 s, in any 60 s from then on; after each 60 s
/// without another 429 more: 5 %, at least one, and twice that the next time.
class pace {
public:
  /// Earliest time at which one more request may start; not after `now`: it may start at once.
  [[nodiscard]] time_point opens(time_point now) const;

  void started(time_point now);
  /// Any end but a 429 of a request that the server may have seen.
  void finished(time_point now);
  void never_sent() { --in_flight_; }
  /// A 429; `told` is the wait it named. Returns when the route opens again.
  time_point limited(time_point now, std::optional<duration> told);

  /// Requests in any 60 s, once learned.
  [[nodiscard]] std::optional<std::size_t> bucket() const { return bucket_; }

private:
  void forget_before(time_point start);

  std::optional<std::size_t> bucket_;
  time_point closed_until_{};
  time_point clean_since_{};
  std::size_t growth_ = 1; ///< of the bucket, after the next clean window
  std::size_t in_flight_ = 0;
  std::deque<time_point> answered_; ///< in the last 60 s
};

} // namespace rolecall::http
