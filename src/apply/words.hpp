#pragma once

// Live things in words, for people and for digests. Inside this folder only.

#include "model/organization.hpp"

#include <string>
#include <string_view>

namespace rolecall::apply {

/// Name and permissions.
std::string words(const std::string& name, const std::vector<std::string>& permissions);
std::string words(const model::live_role& role);

// Words that stand in digests: never changed, only added to.
std::string_view word(model::group_owner owner);
std::string_view word(model::invite_status status);

} // namespace rolecall::apply
