#pragma once

// From the text of policy files to a policy, or to everything that is wrong with it. Pure.

#include "base/diagnostic.hpp"
#include "model/policy.hpp"
#include "policy/source.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace rolecall::policy {

struct loaded {
  std::optional<model::policy> policy;       ///< there if and only if no diagnostic is an error
  std::vector<base::diagnostic> diagnostics; ///< in the order of files, lines, columns
  std::size_t accepted = 0;                  ///< warnings that `allow` accepts; they are not among those
};

/// Reads all of `sources` as one policy. Every error of every file is in the result, not only the first.
loaded load(const std::vector<source>& sources);

} // namespace rolecall::policy
