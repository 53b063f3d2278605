#pragma once

// A clock and a disk at which a simulated process may die, and a disk that may refuse.

#include "base/memory_store.hpp"
#include "http/clock.hpp"
#include "sim/life.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace rolecall::sim {

/// Thrown where a process dies within a call that cannot wait for ever.
struct died {};

class mortal_clock final : public http::clock {
public:
  mortal_clock(http::clock& real, life& of) : real_(real), life_(of) {}
  [[nodiscard]] http::time_point now() const override { return real_.now(); }
  boost::asio::awaitable<boost::system::error_code> sleep_until(http::time_point at) override;
  void wake_all() override { real_.wake_all(); }

private:
  http::clock& real_;
  life& life_;
};

/// A disk that refuses what it is asked for.
struct disk_fault {
  std::string operation; ///< as memory_store names them; empty: all that write
  std::size_t from = 1;  ///< the first that fails
  std::size_t times = 1; ///< how many fail
};

/// While it lives each operation on the disk is a step of that life.
class mortal_disk {
public:
  using tracer = std::function<void(const std::string& line)>;
  /// All must outlive it. `trace` may be empty.
  mortal_disk(base::memory_store& disk, life& of, const std::optional<disk_fault>& fault,
              const tracer& trace);
  /// Whether a file that was there since it began holds `secret`, or held it until it went or was replaced.
  [[nodiscard]] bool has_held(std::string_view secret) const;
  ~mortal_disk() { disk_.before = nullptr; }
  mortal_disk(const mortal_disk&) = delete;
  mortal_disk& operator=(const mortal_disk&) = delete;

private:
  std::optional<base::store_failure> refusal(std::string_view what, const std::string& path);

  base::memory_store& disk_;
  life& life_;
  const std::optional<disk_fault>& fault_;
  const tracer& trace_;
  std::size_t asked_ = 0;
  std::set<std::string> touched_; ///< paths
  std::string gone_;              ///< what stood in files that were replaced or removed
};

} // namespace rolecall::sim
