#pragma once

// The words that stand for our enumerations in JSON. Part of the format: never changed, only added to.

#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <string_view>

namespace rolecall::plan {

std::string_view word(verb v);
std::string_view word(stage s);
std::string_view word(wait_reason r);
std::string_view word(keep_reason r);
std::string_view word(outcome o);
std::string_view word(entry e);
std::string_view word(model::principal_kind k);

} // namespace rolecall::plan
