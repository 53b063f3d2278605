#pragma once

// What a person is told about one operation, whatever the format. Everything in it is escaped and on one
// line.

#include "plan/plan.hpp"

#include <set>
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

/// Roles and groups that a plan deletes, by id: grants of them go with them.
struct deletions {
  std::set<std::string> roles;
  std::set<std::string> groups;
};
deletions deletions_of(const plan::plan& p);

/// `gone` is of the plan that the operation is in.
entry describe(const plan::operation& op, const deletions& gone);

} // namespace rolecall::report
