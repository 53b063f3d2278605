#pragma once

// What reading for a policy will cost, said before the first call: the read plan as far as the policy alone
// tells it.

#include "model/lists.hpp"
#include "model/policy.hpp"
#include "model/selection.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace rolecall::live {

struct expected_reads {
  int stage = 1; ///< lists of a stage are read together, once the stage before is in
  model::list_kind kind = model::list_kind::organization_roles;
  std::size_t calls = 0;
  bool at_least = false; ///< more where the organization is larger than one page, or lists more than is named
  std::string why;
};

/// In the order of stages. Things that the policy names are taken to exist. Not counted is what the answers
/// ask for: who is in a project where a first grant is missing, who holds what would be deleted, through
/// which groups users hold what they would lose, and who the owners are where one of them would go.
std::vector<expected_reads> estimate(const model::policy& policy, const model::selection& only = {});

} // namespace rolecall::live
