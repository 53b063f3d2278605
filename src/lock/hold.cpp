#include "lock/hold.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace rolecall::lock {
namespace {

using boost::asio::awaitable;
using std::chrono::milliseconds;

/// A guard is held for the time of a few system calls.
constexpr auto guard_patience = std::chrono::seconds(5);
constexpr auto guard_pause = milliseconds(10);

answer stuck() {
  return answer::failure("another process has had the guard of the lock for too long; is it stopped?");
}

std::string why_not_ours(const answer& got) {
  if (got.is == said::not_locked) return "somebody unlocked it";
  return "it was taken over" + (got.holder ? " by " + base::printable(got.holder->who) : std::string());
}

} // namespace

clocks machine_clocks() {
  clocks out;
  out.up = [] {
    // The steady clock stops while a laptop sleeps; a lease does not.
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::duration_cast<uptime>(std::chrono::seconds(now.tv_sec) +
                                              std::chrono::nanoseconds(now.tv_nsec));
  };
  out.wall = [] { return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()); };
  return out;
}

hold::hold(any_lock at, record mine, http::clock& time, clocks read, uptime length)
    : at_(std::move(at)),
      mine_(std::move(mine)),
      time_(time),
      read_(std::move(read)),
      length_(length),
      up_at_start_(read_.up()),
      wall_at_start_(read_.wall()) {
  mine_.created = base::rfc3339(wall_at_start_);
}

/// A wall clock that is set back meanwhile moves no expiry; one that is set forward moves it too, as whoever
/// else reads that clock would find it passed.
record hold::dated(uptime begun) const {
  record out = mine_;
  out.renewed = std::max(wall_at_start_ + (begun - up_at_start_), read_.wall() - (read_.up() - begun));
  out.expires = *out.renewed + length_;
  return out;
}

awaitable<answer> hold::try_to_take() {
  if (auto* file = std::get_if<file_lock>(&at_)) {
    const uptime begun = read_.up();
    answer out = file->take(dated(begun), read_.wall());
    if (out.is == said::done) lease_.emplace(length_, begun);
    co_return out;
  }
  answer out = co_await std::get<http_lock>(at_).take(mine_);
  co_return out;
}

/// Longer from try to try, up to a second for a file and five for a server.
http::duration hold::pause(int tries) const {
  const bool file = std::holds_alternative<file_lock>(at_);
  const milliseconds first(file ? 50 : 500);
  const milliseconds most(file ? 1000 : 5000);
  return std::min(first * (1 << std::min(tries, 10)), most);
}

awaitable<answer> hold::take(http::duration patience, std::function<bool()> stopped,
                             std::function<void(const answer&)> waits) {
  const http::time_point start = time_.now();
  for (int tries = 0;;) {
    answer got = co_await try_to_take();
    if (got.is == said::done || got.is == said::failed || stopped()) co_return got;
    const bool busy = got.is == said::busy;
    const auto limit = start + (busy ? std::max<http::duration>(patience, guard_patience) : patience);
    const http::time_point now = time_.now();
    if (now >= limit && busy) co_return stuck();
    if (now >= limit) co_return got;
    if (!busy && waits) std::exchange(waits, nullptr)(got);
    const http::duration next = busy ? guard_pause : pause(tries++);
    co_await time_.sleep_until(std::min(limit, now + next));
    if (stopped()) co_return got;
  }
}

void hold::lose(std::string why) {
  if (!lost_) lost_ = "the lock was lost: " + std::move(why);
  time_.wake_all(); // who waits to send something looks again
}

std::optional<std::string> hold::why_lost() {
  if (!lost_ && lease_ && !lease_->holds(read_.up()))
    lost_ = "the lock was lost: it was not renewed in time" + (trouble_.empty() ? "" : ": " + trouble_);
  return lost_;
}

answer hold::renew(file_lock& file, uptime begun) {
  answer got = file.renew(dated(begun));
  if (got.is == said::done) lease_->renewed(begun);
  trouble_ = got.message;
  if (got.is == said::held || got.is == said::not_locked) lose(why_not_ours(got));
  return got;
}

awaitable<void> hold::keep() {
  auto* file = std::get_if<file_lock>(&at_);
  if (!file) co_return;
  uptime due = lease_->renewal_due();
  while (!ended_ && !why_lost()) {
    const uptime now = read_.up();
    if (now >= due) {
      const answer got = renew(*file, now);
      due = got.is == said::done ? lease_->renewal_due() : lease_->next_try(now);
    } else {
      co_await time_.sleep_until(time_.now() + std::min(due, lease_->stops()) - now);
    }
  }
  if (lost_) time_.wake_all();
}

void hold::end_keeping() {
  ended_ = true;
  time_.wake_all();
}

awaitable<answer> hold::release() {
  auto* file = std::get_if<file_lock>(&at_);
  if (!file) {
    answer out = co_await std::get<http_lock>(at_).release(mine_);
    co_return out;
  }
  for (const http::time_point start = time_.now();;) {
    answer out = file->release(mine_.id);
    if (out.is != said::busy) co_return out;
    if (time_.now() - start >= guard_patience) co_return stuck();
    co_await time_.sleep_until(time_.now() + guard_pause);
  }
}

} // namespace rolecall::lock
