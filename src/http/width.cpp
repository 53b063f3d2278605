#include "http/width.hpp"

#include <algorithm>
#include <chrono>

namespace rolecall::http {
namespace {

constexpr duration window = std::chrono::seconds(60);

} // namespace

width::width(std::size_t most) : most_(std::max<std::size_t>(1, most)), allowed_(most_) {}

std::size_t width::allowed(time_point now) {
  while (allowed_ < most_ && now - changed_ >= window) {
    ++allowed_;
    changed_ += window;
  }
  return allowed_;
}

void width::strained(time_point start, time_point now) {
  if (strained_ && start <= *strained_) return;
  allowed_ = std::max<std::size_t>(1, allowed(now) * 7 / 10);
  strained_ = changed_ = now;
}

} // namespace rolecall::http
