#pragma once

// Carries a plan out. Independent operations run at once; what depends on a failure is skipped; a write whose
// outcome is unknown is settled by reading before anything is sent again; in the end everything touched is
// read once more.

#include "api/client.hpp"
#include "http/clock.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <optional>

namespace rolecall::apply {

struct options {
  std::size_t concurrency = 8;
  http::duration settle = std::chrono::seconds(30); ///< how long a doubtful write is looked for
  /// Nothing is waited for beyond it, and nothing is begun in the last third of the time until then, or the
  /// last `settle` if that is shorter, nor in the last 2 s: what was begun must be settled and seen.
  std::optional<http::time_point> deadline;
  /// Called when a step has ended; may be empty.
  std::function<void(std::size_t index, const plan::step& now)> progress;
};

boost::asio::awaitable<plan::steps> execute(api::client& api, http::clock& time, const plan::plan& plan,
                                            options choice);

} // namespace rolecall::apply
