#include "lock/lease.hpp"

#include <algorithm>

namespace rolecall::lock {
namespace {

/// For a record whose length is not known: somebody wrote it by hand.
constexpr auto usual_margin = std::chrono::minutes(5);

} // namespace

std::optional<wall_time> free_for_others(const record& held) {
  if (!held.expires) return std::nullopt;
  if (!held.renewed) return *held.expires + usual_margin;
  return *held.expires + std::max((*held.expires - *held.renewed) / 2, std::chrono::milliseconds(0));
}

standing judge(const std::optional<record>& found, const std::string& id, wall_time now) {
  if (!found) return standing::free;
  if (found->id == id) return standing::mine;
  const auto from = free_for_others(*found);
  return from && *from <= now ? standing::expired : standing::held;
}

} // namespace rolecall::lock
