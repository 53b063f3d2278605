#pragma once

// Plans as text, for tables (short) and for comparing byte by byte (full).

#include "model/organization.hpp"
#include "model/policy.hpp"
#include "plan/plan.hpp"
#include "planner/make_plan.hpp"

#include <string>
#include <vector>

namespace rolecall::test {

/// The policy resolved against what `live` has read.
model::desired want_of(const model::policy& policy, const model::organization& live);

/// The plan for a policy without errors, over what `live` has read.
plan::plan plan_of(const model::policy& policy, const model::organization& live,
                   const planner::options& choice = {});

/// The same for a part of it, as --only names it.
plan::plan plan_of_part(const model::policy& policy, const model::organization& live,
                        const std::vector<std::string>& only);

/// What an operation does, in a word: "create", "invite", "update", "rename", "delete", "add" and "remove" (a
/// member), "assign", "enter" (the role comes with the membership), "try" (it may), "unassign", "leave".
std::string word_of(const plan::action& what);

/// Lines of `WORD ADDRESS`, in plan order.
std::string operations(const plan::plan& p);

/// Lines of `WORD ADDRESS` of all that the operation at `address` waits for, with the reason.
std::string waits(const plan::plan& p, const std::string& address);

std::string blocked(const plan::plan& p); ///< lines of `ADDRESS: REASON`
std::string waiting(const plan::plan& p); ///< lines of `ADDRESS: REASON`
std::string kept(const plan::plan& p);    ///< lines of `REASON ADDRESS`
std::string gaps(const plan::plan& p);    ///< lines of `ADDRESS lacks PERMISSION from ADDRESS to ADDRESS`
std::string guards(const plan::plan& p);  ///< that refuse: lines of `NAME: MESSAGE [FLAG]`
std::string lifted(const plan::plan& p);  ///< guards that a flag has lifted: lines of `NAME: MESSAGE`
std::string problems(const model::desired& want); ///< lines of `RULE LINE: MESSAGE`

/// What is done, blocked, waiting, guarded and warned of, whatever the order and what waits for what.
std::string contents(const plan::plan& p);

/// All of it. Two plans are the same if this is.
std::string full_text(const plan::plan& p);

/// Joins lines, each with its end.
std::string text(const std::vector<std::string>& lines);

} // namespace rolecall::test
