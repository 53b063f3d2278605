#include "http/pace.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace rolecall::http {
namespace {

constexpr duration window = std::chrono::seconds(60);
constexpr duration hold_when_sure = 30 * window;
constexpr duration hold_when_remembered = 60 * window; // a run that follows another need not find out again

// In a window: the least and the most that was measured of the real server.
constexpr std::size_t least_limit = 7;
constexpr std::size_t usual_limit = 10;
constexpr std::size_t one_a_second = 60;
constexpr std::size_t told_by_seconds = 30; // above, waits in whole seconds are the same for many limits
constexpr std::size_t share_at_once = 3;
constexpr std::size_t most = 1'000'000'000; // in a window: no limit at all

std::size_t share(std::size_t of) { return std::max<std::size_t>(1, of / 20); }

double in_windows(duration d) {
  return std::chrono::duration<double>(d) / std::chrono::duration<double>(window);
}

/// The limit that so many use up in `time`, where what was used comes back bit by bit.
double allowing(std::size_t requests, duration time) {
  return static_cast<double>(requests) / (1 + in_windows(time));
}

/// Whether `told` is that wait. It may be rounded up to a whole second, and answers take unlike times.
bool tells(duration told, double wait_in_windows) {
  const double seconds = 60 * (in_windows(told) - wait_in_windows);
  return seconds >= -0.5 && seconds <= 1;
}

std::size_t rounded(double requests) {
  return static_cast<std::size_t>(std::max(1.0, std::floor(std::min(requests, static_cast<double>(most)))));
}

} // namespace

time_point pace::opens(time_point now) const {
  const time_point at = std::max({now, told_until_, quiet_until_});
  if (!bucket_) return at;
  const auto recent = std::ranges::upper_bound(answered_, at - window);
  const auto used = in_flight_ + static_cast<std::size_t>(answered_.end() - recent);
  if (used < *bucket_) return at;
  // As many as are too many must first leave the window. Requests in flight do not say when they will: look
  // again when the oldest answer has left, or after a window.
  const std::size_t excess = used - *bucket_;
  const auto leaves = recent + static_cast<std::ptrdiff_t>(
                                   std::min(excess, static_cast<std::size_t>(answered_.end() - recent)));
  return leaves < answered_.end() ? *leaves + window : at + window;
}

std::size_t pace::used(time_point now) const {
  const auto recent = std::ranges::upper_bound(answered_, now - window);
  return in_flight_ + static_cast<std::size_t>(answered_.end() - recent);
}

bool pace::is_crowded(time_point now, std::size_t called) const {
  const std::size_t at_once = in_flight_ + called;
  if (!bucket_) {
    if (let_through_ + at_once < least_limit) return false;
    return at_once >= at_once_untold();
  }
  return at_once > 0 && used(now) + called >= careful_from_;
}

std::size_t pace::at_once_untold() const {
  const std::size_t allowed = rounded(allowed_ + 0.5);
  const std::size_t share = allowed > usual_limit ? allowed / share_at_once : 1;
  const std::size_t by_rate = allowed <= one_a_second ? std::min(share, least_limit) : share;
  return std::max(by_rate, let_through_ / usual_limit); // slow answers, one by one, would never prove more
}

void pace::started(time_point now) {
  forget_before(now - window);
  if (bucket_ && now - clean_since_ >= hold_) grow(now);
  ++in_flight_;
}

void pace::grow(time_point now) {
  *bucket_ = std::min(most, *bucket_ + growth_);
  growth_ =
      std::min(most, growth_ * 2); // a bucket learned from a chance 429 is far too small: find that out fast
  hold_ = window;
  clean_since_ = now;
}

void pace::finished(time_point start, time_point now) {
  --in_flight_;
  answered_.push_back(now);
  ++since_limit_;
  ++let_through_;
  if (!first_let_through_) first_let_through_ = now;
  allowed_ = std::max(allowed_, allowing(let_through_, now - *first_let_through_));
  // Let through beside the request whose 429 came first: the lesson did not count it.
  if (by_count_ && start <= *limited_at_) ++*bucket_;
  forget_before(now - window);
  if (bucket_) seen_ = std::max(seen_, std::min(*bucket_, answered_.size()));
}

time_point pace::limited(time_point start, time_point now, std::optional<duration> told) {
  --in_flight_;
  if (told) told_until_ = std::max(told_until_, now + *told);
  // Those that were sent before the last lesson came teach nothing new.
  if (!limited_at_ || start > *limited_at_) learn(now, told);
  return opens(now);
}

void pace::learn(time_point now, std::optional<duration> told) {
  forget_before(now - window);
  const std::optional<time_point> before = limited_at_;
  const std::size_t between = since_limit_;
  limited_at_ = now;
  since_limit_ = 0;
  if (answered_.empty()) {
    // Nothing was let through, so it says nothing about how much may be. Without a word: one in a window.
    if (told) return;
    quiet_until_ = now + window;
  }
  std::size_t fits = std::max<std::size_t>(1, answered_.size());
  by_count_ = !answered_.empty();
  const std::optional<std::size_t> known = told && !bucket_ ? shown_twice(now, *told) : std::nullopt;
  const double apart = before ? in_windows(now - *before) : 0;
  if (apart >= 0.5 && apart <= 1.1) {
    // Where the allowance comes back bit by bit, the last 60 s may hold what was saved up before. Between two
    // moments without any left, not so far apart that it could overflow, just what came back was used.
    const std::size_t came_back = rounded(static_cast<double>(between) / apart + 0.5);
    by_count_ = by_count_ && fits <= came_back;
    fits = std::min(fits, came_back);
  } else if (known) {
    by_count_ = by_count_ && fits == *known;
    fits = *known;
  } else if (told && !bucket_) {
    const std::size_t asked_for = rounded(1 / in_windows(*told));
    by_count_ = by_count_ && fits >= asked_for;
    fits = std::max(fits, asked_for);
  }
  const bool believed = known == fits && fits >= least_limit && fits < told_by_seconds;
  const bool sure = bucket_ ? 2 * fits >= *bucket_ : believed; // else it may be far off
  hold_ = sure ? hold_when_sure : window;
  careful_from_ = sure ? fits : fits - fits / 20;
  bucket_ = seen_ = fits;
  growth_ = share(fits);
  clean_since_ = now;
}

/// The limit of which the wait told is just what would be left of it, after what was let through.
std::optional<std::size_t> pace::shown_twice(time_point now, duration told) const {
  if (answered_.empty()) return std::nullopt;
  // In a window that moves along, the oldest of them has to leave it.
  if (tells(told, in_windows(answered_.front() + window - now))) return answered_.size();
  // Where it comes back bit by bit, all of it was there before the stretch that used most; then one more must
  // come back.
  double most_used = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i < answered_.size(); ++i) {
    const double used = allowing(answered_.size() - i, now - answered_[i]);
    if (used > most_used) from = i;
    most_used = std::max(most_used, used);
  }
  const std::size_t limit = rounded(std::ceil(most_used - 0.05));
  const auto with_one_more = static_cast<double>(answered_.size() - from + 1);
  const double wait = with_one_more / static_cast<double>(limit) - 1 - in_windows(now - answered_[from]);
  if (tells(told, wait)) return limit;
  return std::nullopt;
}

void pace::expect(const known_pace& earlier, time_point now) {
  answered_.assign(earlier.used, earlier.used_at);
  let_through_ = earlier.used;
  allowed_ = static_cast<double>(earlier.used);
  if (earlier.used > 0) first_let_through_ = earlier.used_at;
  if (earlier.per_minute == 0) return;
  bucket_ = seen_ = earlier.per_minute;
  growth_ = share(*bucket_);
  hold_ = hold_when_remembered;
  careful_from_ = *bucket_;
  clean_since_ = now;
}

known_pace pace::known(time_point now) const {
  known_pace out;
  out.per_minute = bucket_ ? seen_ : 0;
  const auto recent = std::ranges::upper_bound(answered_, now - window);
  out.used = static_cast<std::size_t>(answered_.end() - recent);
  out.used_at = out.used > 0 ? answered_.back() : now;
  if (bucket_) out.limited_at = limited_at_;
  return out;
}

void pace::forget_before(time_point start) {
  while (!answered_.empty() && answered_.front() <= start) answered_.pop_front();
}

} // namespace rolecall::http
