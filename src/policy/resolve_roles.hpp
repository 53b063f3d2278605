#pragma once

// Roles of a resolution: which live role each declared one means, and what a role's name in a grant means.

#include "policy/identify.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::policy {

class role_resolver {
public:
  explicit role_resolver(resolution& r);

  /// Finds or plans each organization role of the policy.
  void organization_roles();

  /// Finds or plans a custom role; false where the line is blocked. `project_id` is empty for the
  /// organization and for a project that is to be created.
  bool want(model::scope at, const std::string& project_id, const model::role& role,
            const base::source_range& cause);

  /// Adds the grants of `roles` to `to`; false where one of the lines is blocked.
  bool grant(model::scope at, const std::string& project_id, model::principal to,
             const std::vector<model::written>& roles);

  [[nodiscard]] const model::role* shared(const std::string& name) const;

private:
  /// The roles of a project, or of the organization.
  struct live_roles {
    explicit live_roles(const std::vector<const model::live_role*>& by_id);
    candidates all;
    candidates custom;
    std::vector<const model::live_role*> predefined;
  };

  [[nodiscard]] const live_roles& live_in(model::scope at, const std::string& project_id) const;
  [[nodiscard]] std::optional<model::symbol> key_of(model::scope at, const std::string& project_id,
                                                    const std::string& name);
  model::symbol predefined_of_new_project(model::scope at, const std::string& name);

  resolution& r_;
  std::map<std::string, live_roles> live_; // by project id; empty: the organization
  std::map<model::scope, std::map<std::string, model::symbol>> declared_; // by the policy's name
};

} // namespace rolecall::policy
