#pragma once

// How many steps of an apply ended in which way.

#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <array>
#include <cstddef>

namespace rolecall::plan {

/// In the order in which they are counted out.
inline constexpr std::array all_outcomes{outcome::done,     outcome::already, outcome::failed,
                                         outcome::skipped,  outcome::unknown, outcome::unconfirmed,
                                         outcome::not_begun};

struct tally {
  std::array<std::size_t, all_outcomes.size()> counts{}; ///< by the number of the outcome
  summary done;                                          ///< of those that this run wrote

  [[nodiscard]] std::size_t of(outcome o) const { return counts.at(static_cast<std::size_t>(o)); }
  /// Every step succeeded.
  [[nodiscard]] bool complete() const;
};

/// `outcomes` has a step for each operation of `p`.
tally count(const plan& p, const steps& outcomes);

} // namespace rolecall::plan
