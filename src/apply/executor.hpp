#pragma once

// Carries a plan out. Independent operations run at once; what depends on a failure is skipped; a write whose
// outcome is unknown is settled by reading before anything is sent again; in the end everything touched is
// read once more.

#include "api/client.hpp"
#include "apply/ledger.hpp"
#include "http/clock.hpp"
#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace rolecall::apply {

struct options {
  std::size_t concurrency = 8;
  http::duration settle = std::chrono::seconds(30); ///< how long a doubtful write is looked for
  /// Changes that are known to be made already, with the ids of what they made: they are not sent.
  std::map<std::size_t, std::string> made;
  /// Set: when everything that the plan rests on was last seen to be as it knows it. What is changed
  /// more than `stale_after` later is looked at once more before.
  std::optional<http::time_point> seen_at;
  http::duration stale_after = std::chrono::seconds(60);
  /// Where everything is written down; none: nowhere. Once it fails nothing more is begun.
  ledger* book = nullptr;
  /// Called when a step has ended; may be empty.
  std::function<void(std::size_t index, const plan::step& now)> progress;
};

/// Where `api` has a deadline, nothing is begun in the last third of the time until then, or the last
/// `settle` if that is shorter, nor in the last 2 s: what was begun must be settled and seen.
boost::asio::awaitable<plan::steps> execute(api::client& api, http::clock& time, const plan::plan& plan,
                                            options choice);

} // namespace rolecall::apply
