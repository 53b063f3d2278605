#pragma once

// What a person is told about one operation, whatever the format. Everything in it is escaped and on one
// line.

#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace rolecall::report {

/// A line under an operation: `+` gained, `-` lost, `~` changed, a blank for a remark.
struct detail {
  char sign = ' ';
  std::string text;
};

struct entry {
  plan::verb verb = plan::verb::create;
  std::string address;
  std::string origin; ///< the policy line, or that there is none; may be empty
  std::vector<detail> details;
};

entry describe(const plan::operation& op);

} // namespace rolecall::report
