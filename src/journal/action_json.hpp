#pragma once

// Operations in journals: as much of them as it takes to judge them by a list. Targets are ids.

#include "plan/plan.hpp"

#include <boost/json/fwd.hpp>

namespace rolecall::journal {

boost::json::object to_json(const plan::action& what);

/// Throws std::exception where `from` is not what to_json() wrote.
plan::action action_from(const boost::json::object& from);

} // namespace rolecall::journal
