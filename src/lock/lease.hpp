#pragma once

// The rules of a lease, as a function of times: when its holder must renew and when he must stop, and when
// others may take it over.
//
// A third of the length after a renewal the next one is due; after two thirds without one the holder sends
// nothing more, so that what is under way has the last third to end in. Others wait half a length beyond the
// expiry that the holder wrote, for their clocks may differ from his.

#include "lock/record.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace rolecall::lock {

/// Time since some start, by a clock that never jumps and that goes on while the machine sleeps.
using uptime = std::chrono::milliseconds;

/// A lease as its holder sees it.
class lease {
public:
  /// `begun`: before the record was written, not after.
  lease(uptime length, uptime begun) : length_(length), begun_(begun) {}

  void renewed(uptime begun) { begun_ = begun; }
  [[nodiscard]] uptime renewal_due() const { return begun_ + length_ / 3; }
  /// When to try again after a renewal that did not succeed at `now`.
  [[nodiscard]] uptime next_try(uptime now) const { return now + length_ / 30; }
  [[nodiscard]] uptime stops() const { return begun_ + length_ * 2 / 3; }
  [[nodiscard]] bool holds(uptime now) const { return now < stops(); }

private:
  uptime length_;
  uptime begun_;
};

enum class standing {
  free,
  mine,
  held,
  expired ///< its holder has not renewed it for so long that he is gone, whatever his clock says
};

/// How the lock stands for `id`, whose record has been `found` (nothing: none).
standing judge(const std::optional<record>& found, const std::string& id, wall_time now);

/// When others may take over what never is renewed again; nothing: never.
std::optional<wall_time> free_for_others(const record& held);

} // namespace rolecall::lock
