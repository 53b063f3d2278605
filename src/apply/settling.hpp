#pragma once

// What became of the writes that an earlier run left in doubt, told by reading.

#include "api/client.hpp"
#include "http/clock.hpp"
#include "journal/run.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace rolecall::apply {

struct settlement {
  /// A doubt, and what was found out about it.
  struct outcome {
    journal::doubt what;
    journal::found is;
  };
  std::vector<outcome> found;      ///< without creations that the server had confirmed and that are seen
  std::vector<journal::debt> owed; ///< still held
  std::vector<journal::paid> paid; ///< nothing is left to take back
  /// What stays in doubt, as it cannot be read.
  struct unread_change {
    plan::verb verb = plan::verb::create;
    model::address at;
    std::string why; ///< safe for a terminal
  };
  std::vector<unread_change> unread;
};

/// Reads the lists that show the doubtful writes of `of`, again and again until they are seen done or
/// `patience` has passed since `over`, when that run was known to be over; at least once. `now`: of the
/// calendar, as the times in `of` are; that may have been set since, so that no wait is shorter for it. What
/// is not seen counts as "not done" only where it was sent so long ago that it comes no more.
boost::asio::awaitable<settlement> settle(const api::client& api, http::clock& time, const journal::run& of,
                                          http::duration patience, http::time_point over,
                                          journal::instant now);

/// What settle() found, for the end of that run's journal; `by`: who found it.
std::vector<journal::record> records_of(const settlement& all, std::string by, journal::instant now);

/// The operation of `p` that takes back what is owed: one that is there, or a new one at its end. Its index.
std::size_t operation_for(const journal::debt& owed, plan::plan& p);

} // namespace rolecall::apply
