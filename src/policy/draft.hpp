#pragma once

// A policy while its files are being put together: what has been read, not yet what it means.

#include "model/policy.hpp"
#include "policy/findings.hpp"

#include <optional>
#include <vector>

namespace rolecall::policy {

/// Sections that could not be read. What refers to them is not judged: each line of it would be noise.
struct unread {
  bool roles = false;
  bool project_roles = false;
  bool groups = false;
  bool sets = false;
  bool manage = false;
};

struct draft {
  model::policy policy; ///< permissions as written, "@set" among them
  std::optional<base::source_range> manage_at;
  std::optional<base::source_range> guards_at;
  std::optional<base::source_range> allow_at;
  unread missing;
};

/// Puts what the files hold in order of names. An entry that stands in two files is reported and kept once;
/// so are names that look the same.
void unite(draft& of, findings& out);

} // namespace rolecall::policy
