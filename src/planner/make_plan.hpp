#pragma once

// The planner: wanted facts against live facts. Pure: the same input gives the same plan, to the byte,
// whatever order the live lists came in.

#include "model/desired.hpp"
#include "plan/plan.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace rolecall::planner {

/// `--max-removals`: an absolute number, or a share of what the authoritative lists hold live.
struct removal_limit {
  std::size_t value = 0;
  bool percent = false;
};

struct options {
  std::optional<removal_limit> max_removals; ///< not given: a quarter, at least 3, at most 50, for each kind
  std::set<std::string> delete_in_use;       ///< addresses of roles and groups that may go although in use
  std::optional<std::size_t> min_owners;     ///< in the place of the policy's
  std::set<std::string> lock_out;            ///< e-mails or ids of who may end his own rights
  std::set<std::string> unprotect;           ///< addresses of protected things that may lose something
  bool revoke_first = false;                 ///< removals before additions, whatever is missing meanwhile
  std::string caller;                        ///< id of the user who will apply the plan; empty: not known
};

/// `want` comes from policy::resolve() over the same `live` and `names`, and has no errors; every list that
/// live::next_reads() names was read or is in `live.unreadable`. Throws std::logic_error where a list that
/// the comparison needs is in neither.
plan::plan make_plan(const model::desired& want, const model::organization& live, const model::symbols& names,
                     const options& choice);

} // namespace rolecall::planner
