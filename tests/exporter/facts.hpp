#pragma once

// What a policy says as plain facts about live ids, found without resolve: the export's own judge.

#include "model/organization.hpp"
#include "model/policy.hpp"

#include <set>
#include <string>

namespace rolecall::test {

using facts = std::set<std::string>;

/// Roles, groups, members and grants that the policy writes, by live ids.
facts facts_of(const model::policy& policy, const model::organization& live);

/// Those that a policy of the organization should write.
facts facts_of(const model::organization& live);

/// All that a policy says, without the places where it says it.
std::string said(const model::policy& policy);

} // namespace rolecall::test
