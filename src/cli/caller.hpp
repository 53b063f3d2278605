#pragma once

// Whose admin key this is.

#include "api/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace rolecall::cli {

/// The entry of the list of admin keys that stands for the key that ends in `ending`; null if none or several
/// do.
const wire::admin_key* own_key(const std::vector<wire::admin_key>& all, const std::string& ending);

struct caller {
  std::string user_id; ///< empty: not found
  std::string why_not; ///< then, a part of a sentence
};

/// One call.
boost::asio::awaitable<caller> find_caller(api::client& api, std::string key_ending);

} // namespace rolecall::cli
