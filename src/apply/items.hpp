#pragma once

// A list of the organization as items that can be compared with what they were: the same whatever else was
// read beside it. Pure.

#include "api/client.hpp"
#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace rolecall::apply {

/// The items of a list that was read, sorted. Of roles the custom ones; of what a principal holds what it may
/// hold itself, a predefined role by item_of_role().
std::vector<plan::listed_item> items_of(const model::list_ref& list, const model::organization& live);

/// How the lists of principals name a role here: predefined roles have ids in several forms.
std::string item_of_role(const std::string& role_id, const model::organization& live);

/// A predefined role of that plain name there.
std::string predefined_item(const std::string& plain);

/// The custom role of that id in a list of roles; none: nullptr.
const model::live_role* custom_role(const model::list_ref& list, const std::string& id,
                                    const model::organization& live);

/// That the list of users tells a user to be an owner of the organization is an item of its own.
std::string owner_item(const std::string& user_id);
bool is_owner_item(const std::string& id);

std::string digest_of(const std::vector<plan::listed_item>& items);

/// The list as the API answered it.
api::list_answer answer_of(const model::list_ref& list, const model::organization& live);

/// Whether the item's name cannot be given to another: an archived project's and an answered invitation's
/// can.
bool takes_name(const model::list_ref& list, const std::string& id, const model::organization& live);

/// What a thing is called where its list has ids only, as far as was read; may be empty.
std::string name_of(const model::list_ref& list, const std::string& id, const model::organization& live);

/// The item of that id, for people; empty where it is not there.
std::string words_of(const model::list_ref& list, const std::string& id, const model::organization& live);

} // namespace rolecall::apply
