#pragma once

// Reading lists with progress for people, and the whole organization: over the API, or out of a snapshot.

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "live/reader.hpp"
#include "model/organization.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace rolecall::cli {

/// Reads `lists` into `live` with a line of progress. `done` counts the lists of this run; it grows.
boost::asio::awaitable<std::optional<live::read_failure>> read_lists(const options& chosen, session& with,
                                                                     std::vector<model::list_ref> lists,
                                                                     std::size_t& done,
                                                                     model::organization& live);

/// Reads everything into `live`. Where not all of it can be read: says what is missing, and returns the code
/// that says so.
boost::asio::awaitable<exit_code> read_whole(const options& chosen, session& with, model::organization& live);

/// The snapshot in the file that --state names; nothing, after saying on stderr what is wrong with it.
std::optional<model::organization> read_snapshot(const options& chosen);

/// Runs `use` on the whole organization: that of --state, if given, without key or network; else read over
/// the API. Where not all of it can be read, `use` is not run: says what is missing, and returns the code
/// that says so.
exit_code with_whole_organization(const options& chosen,
                                  std::function<exit_code(const model::organization&)> use);

} // namespace rolecall::cli
