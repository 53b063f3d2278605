#pragma once

// What became of a plan's operations.

#include <string>
#include <vector>

namespace rolecall::plan {

enum class outcome {
  not_begun,  ///< the run was stopped before its turn
  done,       ///< written, and seen afterwards
  already,    ///< found to be so; an earlier try, or somebody else, had done it
  failed,     ///< refused by the server, or somebody else changed the same thing
  skipped,    ///< depends on one that was not done
  unknown,    ///< neither seen done nor seen undone in the time given
  unconfirmed ///< the server said yes, but the lists do not show it yet
};

/// Whether the live organization is as the operation wants it.
constexpr bool succeeded(outcome o) { return o == outcome::done || o == outcome::already; }

struct step {
  outcome is = outcome::not_begun;
  std::string reason;     ///< why not `done`; safe for a terminal
  std::string request_id; ///< of the refused write; may be empty
  bool is_final = false;  ///< `failed`, and the same request would be refused again
  bool in_part = false;   ///< `failed`, but something was done for it, or may have been
};

/// Whether the organization has changed for it, in this run or an earlier one, or may have.
inline bool may_be_done(const step& s) {
  return succeeded(s.is) || s.is == outcome::unknown || s.is == outcome::unconfirmed || s.in_part;
}

/// One step for each operation of the plan, in its order.
using steps = std::vector<step>;

} // namespace rolecall::plan
