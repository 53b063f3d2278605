#pragma once

// What a policy says about one project: its own entry and the templates that match it, together.

#include "policy/resolution.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rolecall::policy {

/// What one list grants to one principal.
struct said_grants {
  const model::project_grants* entry = nullptr;
  const void* list = nullptr; ///< tells the entries of one list from those of another
};

/// A list of a project, "groups" or "users": what is granted, and whether the list counts as written.
struct united_list {
  std::vector<said_grants> entries; ///< the project's own first; a principal may come twice
  bool any = false;                 ///< somebody wrote the list
  bool owned = false; ///< by the project, or by a template with `manage`: what is not in it may be removed
};

struct united_project {
  model::manage manage;
  united_list groups;
  united_list users;
};

/// Whether `of` covers the project named `name`.
bool matches(const model::project_template& of, const std::string& name);

/// `own` may be null; then a template matches. Templates that disagree in `manage` are reported.
united_project unite(resolution& r, const model::project* own, const std::string& name);

} // namespace rolecall::policy
