#pragma once

// Which live things the entries of a policy mean, and what it says of a project: read from the policy as it
// is written, so that a mistake in the resolver is not repeated.

#include "model/organization.hpp"
#include "model/policy.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rolecall::test {

class meaning {
public:
  meaning(const model::policy& policy, const model::organization& live) : policy_(policy), live_(live) {}

  // Nothing and the empty text: it is not there, or cannot be told.
  [[nodiscard]] const model::live_role* role(const model::role& entry, const std::string& project_id) const;
  [[nodiscard]] const model::live_group* group(const model::group& entry) const;
  [[nodiscard]] const model::live_project* project(const model::project& entry) const;
  [[nodiscard]] std::string group_id(const std::string& name) const;
  [[nodiscard]] std::string user_id(const std::string& who) const;
  /// The role that a grant's word means at a scope.
  [[nodiscard]] const model::live_role* granted(const std::string& name, const std::string& project_id) const;

  [[nodiscard]] const model::group* entry_of_group(const std::string& id) const;
  [[nodiscard]] const model::user* entry_of_user(const std::string& id) const;
  [[nodiscard]] const model::project* entry_of_project(const std::string& id) const;
  [[nodiscard]] std::vector<const model::project_template*>
  templates_of(const model::live_project& project) const;

  /// What the project's own list and those of templates say, together.
  struct list {
    std::vector<const model::project_grants*> entries;
    bool is_owned = false; ///< it counts as written
  };
  [[nodiscard]] list groups_in(const std::string& project_id) const;
  [[nodiscard]] list users_in(const std::string& project_id) const;
  /// The `manage` that holds in a project.
  [[nodiscard]] model::manage manage_in(const std::string& project_id) const;

  [[nodiscard]] static bool matches(const std::vector<model::written>& globs, const std::string& name);
  /// Whether the policy names an id anywhere.
  [[nodiscard]] bool names_id(const std::string& user_id) const;

private:
  using grants = std::optional<std::vector<model::project_grants>>;
  [[nodiscard]] const model::live_role* role_named(const std::string& project_id, const std::string& name,
                                                   bool predefined) const;
  [[nodiscard]] list united(const std::string& project_id, grants model::project::*own,
                            grants model::project_template::*from_template) const;
  const model::policy& policy_;
  const model::organization& live_;
};

} // namespace rolecall::test
