#pragma once

// What an apply does between the plan and its outcome that needs neither terminal nor session.

#include "cli/exit_code.hpp"
#include "cli/survey.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>

namespace rolecall::cli {

struct rechecked {
  std::optional<live::read_failure> failed; ///< it could not be told
  bool moved = false;                       ///< another plan would be made now
};

/// Reads once more, just before the first write, what has grown old or rests on several pages. `complete`
/// adds to the plan that would be made now what was added to `made`; may be empty.
boost::asio::awaitable<rechecked> recheck(survey& seen, const plan::plan& made, http::clock& time,
                                          std::function<void(plan::plan&)> complete = {});

/// What became of an applied plan, as an exit code.
exit_code code_of(const plan::plan& made, const plan::steps& outcome);

} // namespace rolecall::cli
