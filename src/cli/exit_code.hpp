#pragma once

// What a run tells its caller. Documented in README; callers build on the numbers.

#include <algorithm>
#include <array>

namespace rolecall::cli {

enum class exit_code {
  ok = 0,
  failure = 1,    ///< network, permission, internal, no change succeeded, a prompt answered with no
  changes = 2,    ///< only with --detailed-exitcode: the plan has changes
  invalid = 3,    ///< the policy is invalid, or some of its lines are blocked
  refused = 4,    ///< a guard refused; nothing was changed
  locked = 5,     ///< the lock is held elsewhere, or was lost; nothing was changed
  part_way = 6,   ///< some changes made, some not
  stale = 7,      ///< the organization moved since it was read; nothing was changed
  incomplete = 8, ///< something the policy needs could not be read; nothing was changed
  usage = 64,
  hung_up = 129,     ///< SIGHUP
  interrupted = 130, ///< SIGINT: Ctrl-C
  terminated = 143   ///< SIGTERM
};

/// The one that counts more, where a run has two reasons to end badly. That it was stopped counts most.
constexpr exit_code worse(exit_code a, exit_code b) {
  constexpr std::array order{exit_code::terminated, exit_code::hung_up, exit_code::interrupted,
                             exit_code::usage,      exit_code::invalid, exit_code::incomplete,
                             exit_code::stale,      exit_code::locked,  exit_code::refused,
                             exit_code::part_way,   exit_code::failure, exit_code::changes,
                             exit_code::ok};
  return std::ranges::find(order, a) <= std::ranges::find(order, b) ? a : b;
}

} // namespace rolecall::cli
