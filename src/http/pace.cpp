#include "http/pace.hpp"

#include <algorithm>
#include <chrono>

namespace rolecall::http {
namespace {

constexpr duration window = std::chrono::seconds(60);

} // namespace

time_point pace::opens(time_point now) const {
  time_point at = std::max(now, closed_until_);
  if (!bucket_) return at;
  const auto recent = std::ranges::upper_bound(answered_, at - window);
  const auto used = in_flight_ + static_cast<std::size_t>(answered_.end() - recent);
  if (used < *bucket_) return at;
  // As many as are too many must first leave the window. Requests in flight do not say when they will: look
  // again when the oldest answer has left, or after a window.
  const std::size_t excess = used - *bucket_;
  const auto leaves = recent + static_cast<std::ptrdiff_t>(excess);
  return leaves < answered_.end() ? *leaves + window : at + window;
}

void pace::started(time_point now) {
  forget_before(now - window);
  if (bucket_ && now - clean_since_ >= window) {
    *bucket_ += growth_;
    growth_ *= 2; // a bucket learned from a chance 429 is far too small: find that out fast
    clean_since_ = now;
  }
  ++in_flight_;
}

void pace::finished(time_point now) {
  --in_flight_;
  answered_.push_back(now);
}

time_point pace::limited(time_point now, std::optional<duration> told) {
  --in_flight_;
  if (told) {
    closed_until_ = std::max(closed_until_, now + *told);
    return closed_until_;
  }
  forget_before(now - window);
  bucket_ = std::max<std::size_t>(1, answered_.size());
  growth_ = std::max<std::size_t>(1, *bucket_ / 20);
  clean_since_ = now;
  // Nothing was let through in a whole window, or it has just been learned how much is: not before the window
  // ends.
  closed_until_ = std::max(closed_until_, (answered_.empty() ? now : answered_.front()) + window);
  return closed_until_;
}

void pace::forget_before(time_point start) {
  while (!answered_.empty() && answered_.front() <= start) answered_.pop_front();
}

} // namespace rolecall::http
