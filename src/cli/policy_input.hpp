#pragma once

// The policy of a run: found, read, checked.

#include "base/diagnostic.hpp"
#include "cli/options.hpp"
#include "model/policy.hpp"
#include "policy/source.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace rolecall::cli {

struct policy_input {
  std::vector<policy::source> sources;
  std::optional<model::policy> policy; ///< there if and only if no diagnostic is an error
  std::vector<base::diagnostic> diagnostics;
  bool checked = false;     ///< all files could be read, so `diagnostics` says all that is wrong in them
  std::size_t accepted = 0; ///< warnings that `allow` accepts; they are not among the diagnostics
};

/// The paths given, or the default place.
std::vector<std::string> policy_paths(const options& chosen);

/// From the paths given, else from rolecall.yaml, else from policy/.
policy_input read_policy(const options& chosen);

/// Diagnostics for people, on stderr; warnings are left out with --quiet.
void show(const options& chosen, const std::vector<base::diagnostic>& all);

} // namespace rolecall::cli
