#pragma once

// Checks a JSON value against as much of JSON Schema draft-07 as our schemas use; any other keyword is a
// fault.

#include <boost/json/fwd.hpp>

#include <string>
#include <vector>

namespace rolecall::sample {

/// What does not fit, each with its place; empty if all does.
std::vector<std::string> faults(const boost::json::value& value, const boost::json::value& schema);

/// Places in the schema where a property has no description or an object allows properties it does not name.
std::vector<std::string> undescribed(const boost::json::value& schema);

} // namespace rolecall::sample
