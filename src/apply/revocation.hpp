#pragma once

// The order of a plan that revokes first: additions wait until all removals have ended. Not by dependencies,
// of which there would be one for each pair, and which would skip all additions where one removal fails.

#include "plan/plan.hpp"

#include <cstddef>

namespace rolecall::apply {

class revocation {
public:
  explicit revocation(const plan::plan& p);

  /// Whether nothing of that stage may begin yet: what takes away before it in the order is not over.
  [[nodiscard]] bool holds_back(plan::stage of) const;
  /// An operation has ended, in whatever way. True where others may begin now that could not before.
  bool ended(plan::stage of);

private:
  std::size_t* count_of(plan::stage of);

  // That have not ended; none where the plan is of another order.
  std::size_t removals_ = 0;
  std::size_t mixed_ = 0;
};

} // namespace rolecall::apply
