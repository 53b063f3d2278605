#pragma once

// What the commands do once they have a session.

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/policy_input.hpp"
#include "cli/session.hpp"
#include "plan/plan.hpp"

#include <boost/asio/awaitable.hpp>

namespace rolecall::cli {

/// `rolecall plan`: reads, plans, shows. `input` has a policy.
boost::asio::awaitable<exit_code> plan_policy(const options& chosen, const policy_input& input,
                                              session& with);

/// `rolecall apply`: settles what earlier runs left, reads, plans, asks, and carries the plan out.
boost::asio::awaitable<exit_code> apply_policy(const options& chosen, const policy_input& input,
                                               session& with);

/// `rolecall apply --plan`: carries `made` out where what it rests on is still so.
boost::asio::awaitable<exit_code> apply_plan(const options& chosen, const plan::plan& made, session& with);

} // namespace rolecall::cli
