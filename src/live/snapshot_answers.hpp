#pragma once

// A snapshot in the place of the API: the same lists, merged in the same way, so that a plan for a snapshot
// is the plan that the API would have given.

#include "api/client.hpp"
#include "model/organization.hpp"

#include <vector>

namespace rolecall::live {

/// What the API would answer for a list that `whole` has read, or that follows from those, if it
/// can_answer().
api::list_answer answer(const model::list_ref& list, const model::organization& whole);

/// Whether `whole` knows every role that `list` names. A role list that was read later may lack one.
bool can_answer(const model::list_ref& list, const model::organization& whole);

/// Reads `lists` out of `snapshot`, an organization that is read in full, into `live`. Returns those that it
/// does not have; they are neither read nor unreadable. It also has what follows from its lists: the users
/// with certain e-mails, and that whoever is not in a project holds nothing there.
std::vector<model::list_ref> read_from(const model::organization& snapshot,
                                       const std::vector<model::list_ref>& lists, model::organization& live);

} // namespace rolecall::live
