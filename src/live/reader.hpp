#pragma once

// Reads lists, many at once, into an organization.

#include "api/client.hpp"
#include "http/clock.hpp"
#include "model/organization.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::live {

/// A list that ended the reading, and why.
struct read_failure {
  model::list_ref list;
  api::error why;
};

/// How far a reading is.
struct read_progress {
  std::size_t done = 0;
  std::size_t of = 0;
  std::map<std::string, std::size_t> left; ///< by route
};

struct read_options {
  std::size_t connections = 16;
  std::optional<http::time_point> deadline = {}; ///< nothing is waited for beyond it
  /// Called after each list; may be empty.
  std::function<void(const read_progress&)> progress;
  /// Set while the reading goes on: what `live` would be, did it end at that moment. May be null.
  std::function<model::organization()>* so_far = nullptr;
};

/// Reads each of `lists` once, those of one endpoint beside those of another: one that has to wait holds up
/// no other. A list that this key may not see, or that is said not to exist although it was just named to us
/// (asked again for 10 s), goes to `live.unreadable`: it is not empty. Any other error ends the reading: no
/// new list is begun and the failure is returned. A group that a project does not list holds nothing there,
/// even if the server knows no list of its roles.
boost::asio::awaitable<std::optional<read_failure>> read_lists(api::client& api, http::clock& time,
                                                               std::vector<model::list_ref> lists,
                                                               read_options options,
                                                               model::organization& live);

} // namespace rolecall::live
