#pragma once

// How fast one route may be used: what its 429s have taught. Pure: time is an argument.

#include "http/clock.hpp"

#include <cstddef>
#include <deque>
#include <optional>

namespace rolecall::http {

/// What is known of a route's limit, as it is carried from one run to the next.
struct known_pace {
  std::size_t per_minute = 0;                ///< 0: no limit was met
  std::size_t used = 0;                      ///< requests answered in the 60 s before `used_at`
  time_point used_at{};                      ///< when the last of them was
  std::optional<time_point> limited_at = {}; ///< the last 429 of this run; nothing: none came
};

/// No limit until the first 429. That teaches a bucket, so many requests in any 60 s from then on. Where what
/// was let through and the wait that the 429 names show the same limit, it is believed. Else the bucket is as
/// many as were answered in the last 60 s, or more if the wait is shorter than one of so many would be, and
/// what the next 429 finds is believed: two that are not far apart show the rate by what was answered between
/// them. Until then, and again after a long time without one, the bucket grows in each 60 s: by 5 %, at least
/// one, and by twice that the next time. A wait that a 429 names closes the route until then.
class pace {
public:
  /// Earliest time at which one more request may start; not after `now`: it may start at once.
  [[nodiscard]] time_point opens(time_point now) const;

  /// Whether it should wait until those under way, and `called` that are about to be, have ended. Near the
  /// edge of what is known to be allowed they go one by one, so that going over it costs one 429. Where no
  /// limit was met yet the first seven go at once, as no server is known to allow fewer; then one by one to
  /// ten, the most that was measured of the real server; after them as many as a third of those let through,
  /// but no more than seven before sixty were, one a second; and a tenth of them at least, however slowly
  /// they came. A small limit is overrun by few, and a server without any soon has as many as there are
  /// connections.
  [[nodiscard]] bool is_crowded(time_point now, std::size_t called = 0) const;

  void started(time_point now);
  /// Any end but a 429 of a request that the server may have seen. `start` is when it was sent.
  void finished(time_point start, time_point now);
  void never_sent() { --in_flight_; }
  /// A 429; `told` is the wait it named. Returns when the route opens again.
  time_point limited(time_point start, time_point now, std::optional<duration> told);

  /// Before the first request: what an earlier run has learned.
  void expect(const known_pace& earlier, time_point now);
  [[nodiscard]] known_pace known(time_point now) const;

  /// Requests in any 60 s, once learned.
  [[nodiscard]] std::optional<std::size_t> bucket() const { return bucket_; }
  /// Until when the server has asked to wait, so far.
  [[nodiscard]] time_point told_until() const { return told_until_; }

private:
  [[nodiscard]] std::size_t used(time_point now) const;
  [[nodiscard]] std::size_t at_once_untold() const;
  [[nodiscard]] std::optional<std::size_t> shown_twice(time_point now, duration told) const;
  void learn(time_point now, std::optional<duration> told);
  void grow(time_point now);
  void forget_before(time_point start);

  std::optional<std::size_t> bucket_;
  time_point told_until_{};
  time_point quiet_until_{}; ///< closed after a 429 that named no wait when nothing had been answered
  std::optional<time_point> limited_at_; ///< when the last lesson came
  std::size_t since_limit_ = 0;          ///< answered after it
  std::size_t seen_ = 0;                 ///< of the bucket: learned, or let through; not only hoped for
  std::size_t careful_from_ = 0;         ///< so many in 60 s are known to be allowed
  bool by_count_ = false;                ///< the bucket is what was answered in 60 s
  time_point clean_since_{};
  duration hold_{};        ///< how long without a 429 until the bucket grows
  std::size_t growth_ = 1; ///< of the bucket, then
  std::size_t in_flight_ = 0;
  std::size_t let_through_ = 0; ///< in all
  std::optional<time_point> first_let_through_;
  double allowed_ = 0;              ///< a minute, at least: else less would have been let through
  std::deque<time_point> answered_; ///< in the last 60 s
};

} // namespace rolecall::http
