#pragma once

// Owners of the organization, before and after a plan. As far as was read: who is one through a list that
// nobody read is known by the list of users only.

#include "model/desired.hpp"

#include <string>
#include <vector>

namespace rolecall::model {

/// Whether it makes whoever holds it an owner of the organization.
bool is_owner_role(const live_role& role);

/// Whether it lets whoever holds it administer the organization: `owner`, and roles with a permission to
/// manage it. To read is not enough: who can only look cannot give back what was taken.
bool administers(const live_role& role);
bool manages_organization(const std::vector<std::string>& permissions);

/// The grants that make somebody an owner, whoever holds them.
std::vector<const live_grant*> owner_grants(const organization& live);

/// Whether the user is an owner of the organization.
bool is_owner(const std::string& user_id, const organization& live);

/// Whether he still is one when all that `want` says is so.
bool remains_owner(const std::string& user_id, const desired& want, const organization& live,
                   const symbols& names);

} // namespace rolecall::model
