#pragma once

// The steps of an apply, whether its plan was made just now or saved before: show it and ask, then carry it
// out. Between the two the caller makes sure that the organization is still the one that the plan is for.

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "model/organization.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace rolecall::cli {

/// Whether somebody can agree to what apply does; says on stderr what to do where nobody can.
bool can_agree(const options& chosen);

/// Shows the plan, and asks if that is wanted. The code with which the run ends here: the plan may not be
/// applied, has nothing to do, or was answered with no. Nothing: it is to be carried out.
boost::asio::awaitable<std::optional<exit_code>> present(const options& chosen, const plan::plan& made,
                                                         session& with);

/// Says which of the lists that a plan rests on may not be read, and returns the code with which the run ends
/// for that; nothing: none. What is gone counts as read: it moved.
std::optional<exit_code> refuse_unreadable(const model::organization& now);

/// What is known of a plan's changes before the first write.
struct head_start {
  std::map<std::size_t, std::string> made; ///< changes that are made already, with the ids of what they made
  std::optional<http::time_point> seen_at; ///< when all that the plan rests on was last looked at
};

struct carried_out {
  exit_code code = exit_code::ok;
  plan::steps outcome;
};

/// Makes the changes, writes them down in a journal, and shows what became of each. Without a journal, where
/// there must be one, nothing is done.
boost::asio::awaitable<carried_out> carry_out(const options& chosen, plan::plan made, session& with,
                                              head_start known);

} // namespace rolecall::cli
