#pragma once

// What tells who is an owner of the organization, and remains one. Inside live only.

#include "live/unfolding.hpp"

namespace rolecall::live {

/// The lists of all users tell it, or the one of those that are asked for by e-mail, else what he holds.
/// False while more can be asked.
bool need_organization_role(unfolding& r, const std::string& user_id);

/// What is told of a user may leave out what he is through his groups.
void need_owning_groups(unfolding& r);

/// Owners of the organization are spared in projects: who may cease to be one is looked at from all sides.
void need_for_ended_owners(unfolding& r);

/// Before somebody ceases to be an owner all owners are counted.
void need_for_all_owners(unfolding& r);

} // namespace rolecall::live
