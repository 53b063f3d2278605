#pragma once

// Puts a list that was read into the organization.

#include "api/client.hpp"
#include "model/organization.hpp"

namespace rolecall::live {

/// A list of a principal's roles, not yet merged: it may name roles by an alias that only the role list
/// explains.
struct pending_grants {
  model::list_ref list;
  std::vector<wire::assigned_role> roles;
};

/// Everything but grants goes in at once; those come back in `pending`. What a list held before, `live`
/// forgets.
void merge(const model::list_ref& list, api::list_answer answer, std::chrono::steady_clock::time_point now,
           model::organization& live, std::vector<pending_grants>& pending);

/// Grants, once all lists of a stage are in: role ids become the bound ones of the role lists; a role that no
/// list has is taken from the grant itself. Brings `live` into order.
void settle(std::vector<pending_grants> pending, model::organization& live);

/// A user's grant whose source is not told, while a group of his holds the same role, may be the group's: it
/// becomes `explained`.
void explain_by_groups(model::organization& live);

} // namespace rolecall::live
