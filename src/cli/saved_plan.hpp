#pragma once

// A plan as a file: what is put into it when it is made, and reading it back.

#include "cli/options.hpp"
#include "model/organization.hpp"
#include "plan/plan.hpp"
#include "policy/source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rolecall::cli {

/// "sha256:..." of the bytes of all files, in order; their names do not count.
std::string digest_of(const std::vector<policy::source>& policy);

/// Adds what a plan must know to be applied later: which policy and which part of it, and what it rests on in
/// `live`.
void make_savable(plan::plan& made, const options& chosen, const std::vector<policy::source>& policy,
                  const model::organization& live);

/// The plan in the file that --plan, or show, names; nothing, after saying on stderr why there is none.
std::optional<plan::plan> read_saved_plan(const options& chosen);

} // namespace rolecall::cli
