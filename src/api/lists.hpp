#pragma once

// Reading a list to its end: one page after the other, whatever the way of paging.

#include "api/client.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::api {

/// Path of a list below the base URL, ids percent-encoded, with its largest page size.
std::string list_target(const model::list_ref& list);

} // namespace rolecall::api
