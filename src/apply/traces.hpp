#pragma once

// Where each change of a plan shows, and which are made already. Pure.

#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::apply {

/// An operation as it shows in the lists: where, on which item, and which name it gives.
struct trace {
  model::list_ref list;
  std::string item; ///< empty: it makes a new one
  std::string name; ///< that it gives; may be empty
};

using item_key = std::pair<model::list_ref, std::string>;

struct traces {
  std::map<std::size_t, trace> of; ///< by operation; none of those that need what is not made yet
  /// What is made, by operation, each with the id of what it made, if it makes something.
  std::map<std::size_t, std::string> made;
  std::set<model::list_ref> unseen;     ///< lists that would tell whether something is made
  std::set<std::string> deleted_groups; ///< by the plan, and with them what was in them
  std::set<item_key> entries;           ///< who gets a role in a project, in the list of who is in it

  /// The operations on an item of a list, in order.
  [[nodiscard]] const std::vector<std::size_t>& on(const model::list_ref& list,
                                                   const std::string& item) const;
  std::map<item_key, std::vector<std::size_t>> on_item;
};

/// As far as `now` was read.
traces find_traces(const plan::plan& p, const model::organization& now);

} // namespace rolecall::apply
