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

namespace rolecall::apply {

struct options {
  std::size_t concurrency = 8;
  http::duration settle = std::chrono::seconds(30); ///< how long a doubtful write is looked for
  /// Where everything is written down; none: nowhere. Once it fails nothing more is begun.
  ledger* book = nullptr;
  /// Called when a step has ended; may be empty.
  std::function<void(std::size_t index, const plan::step& now)> progress;
};

boost::asio::awaitable<plan::steps> execute(api::client& api, http::clock& time, const plan::plan& plan,
                                            options choice);

} // namespace rolecall::apply
