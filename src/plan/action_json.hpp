#pragma once

// An action and the address of what it is about as JSON: in saved plans and in journals. Part of both
// formats.

#include "plan/plan.hpp"

#include <boost/json/fwd.hpp>

#include <stdexcept>

namespace rolecall::plan {

/// Everything that carrying the action out needs; its kind is in member "kind".
boost::json::object to_json(const action& what);

/// The parts of an address by kind, in their order: nobody has to take its text apart.
boost::json::object parts_of(const model::address& at);

/// What() is one sentence about what is wrong with an object, with foreign text made harmless.
struct bad_action : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The inverses. Members that are not known are ignored. Throw bad_action.
action action_from(const boost::json::object& in);
model::address address_from(const boost::json::object& parts);

} // namespace rolecall::plan
