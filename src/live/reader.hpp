#pragma once

// Reads lists, many at once, into an organization.

#include "api/client.hpp"
#include "http/clock.hpp"
#include "model/organization.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace rolecall::live {

/// A list that ended the reading, and why.
struct read_failure {
  model::list_ref list;
  api::error why;
};

struct read_options {
  std::size_t connections = 16;
  /// Called after each list with how many of how many are done; may be empty.
  std::function<void(std::size_t, std::size_t)> progress;
};

/// Reads each of `lists` once. A list that this key may not see, or that is said not to exist although it was
/// just named to us (asked again for 10 s), goes to `live.unreadable`: it is not empty. Any other error ends
/// the reading: no new list is begun and the failure is returned. A group that a project does not list holds
/// nothing there, even if the server knows no list of its roles.
boost::asio::awaitable<std::optional<read_failure>> read_lists(api::client& api, http::clock& time,
                                                               std::vector<model::list_ref> lists,
                                                               read_options options,
                                                               model::organization& live);

} // namespace rolecall::live
