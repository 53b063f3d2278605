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

/// The list of admin keys, which tells whose key it is: no list that a policy is about.
inline constexpr const char* admin_keys_route = "GET /organization/admin_api_keys";

struct expected_reads {
  int stage = 1;     ///< lists of a stage are read together, once the stage before is in
  std::string route; ///< "GET /organization/groups"
  std::size_t calls = 0;
  bool at_least = false; ///< more where the organization is larger than one page, or lists more than is named
  std::string why;
  bool may_grow = false; ///< more where the answers ask for it
};

/// In the order of stages. Things that the policy names are taken to exist. No policy tells what the answers
/// ask for: who is in a project where a first grant is missing, who holds what would be deleted, through
/// which groups users hold what they would lose, who the owners are where one of them would go, and whose key
/// it is. Endpoints of which only that may be asked come last, with 0 calls; so every endpoint of a plan is
/// named.
std::vector<expected_reads> estimate(const model::policy& policy, const model::selection& only = {});

} // namespace rolecall::live
