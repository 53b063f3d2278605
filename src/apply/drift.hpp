#pragma once

// What became of the things that a saved plan rests on. Pure.

#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rolecall::apply {

/// One thing that is not as the plan knew it. Safe for a terminal.
struct moved {
  std::string what; ///< its address, or its name and the list that it is in
  std::string expected;
  std::string found;
};

struct since_then {
  std::vector<moved> drift; ///< empty: the plan still holds
  /// Changes that are made already, by index, each with the id of what it made, if it makes something.
  std::map<std::size_t, std::string> made;
  /// Lists of what was made already, which would tell whether what follows is made too.
  std::set<model::list_ref> unseen;
};

/// As far as `now` was read; that a list is in `missing` there says that there is no such list any more. What
/// differs only because a change of the plan is made already is no drift.
since_then compare_with_now(const plan::plan& p, const model::organization& now);

/// The lists to read next before the plan can be compared as a whole, given what the comparison with `now`
/// came to; none: it was. Those of all roles, groups and projects come first: what is gone there has no lists
/// to ask for any more.
std::vector<model::list_ref> lists_to_compare(const plan::plan& p, const model::organization& now,
                                              const since_then& so_far);

} // namespace rolecall::apply
