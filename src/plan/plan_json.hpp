#pragma once

// A plan as JSON, for machines and for keeping: the same plan gives the same bytes.

#include "plan/plan.hpp"
#include "plan/result.hpp"

#include <string>

namespace rolecall::plan {

/// schema/plan.schema.json. Indented, ends with a line end; nothing in it can be taken for a terminal escape
/// or a CI command.
std::string to_json(const plan& p);

/// The same without its digest and without white space: what the digest is of, and what tells two plans
/// apart.
std::string canonical_json(const plan& p);

/// schema/apply.schema.json: the outcome of every operation of `p`.
std::string to_json(const plan& p, const steps& outcome);

} // namespace rolecall::plan
