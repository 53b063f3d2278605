#pragma once

// Policies in sentences, without YAML. Each thing said stands on a line of its own of policy.yaml, in the
// order in which it was said, so that causes can be told apart.

#include "model/policy.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rolecall::test {

using names = std::vector<std::string>;

inline constexpr model::manage all_additive{};
inline constexpr model::manage all_authoritative{
    model::ownership::authoritative, model::ownership::authoritative, model::ownership::authoritative,
    model::ownership::authoritative};

class rules {
public:
  explicit rules(model::manage manage = all_additive) { policy_.manage = manage; }

  rules& organization(const std::string& id);
  rules& except_roles(const std::string& glob);
  rules& except_groups(const std::string& glob);
  rules& except_projects(const std::string& glob);

  rules& no_roles(); ///< `roles: {}`
  rules& role(const std::string& name, names allowed, std::optional<std::string> description = {});
  rules& foreign_role(const std::string& name); ///< create: false
  rules& shared_role(const std::string& name, names allowed);

  rules& no_groups();                                 ///< `groups: {}`
  rules& group(const std::string& name);              ///< without `roles`
  rules& group(const std::string& name, names roles); ///< with
  rules& foreign_group(const std::string& name);
  rules& foreign_group(const std::string& name, names roles);

  // The first word about a project makes its entry.
  rules& project(const std::string& key);
  rules& pin(const std::string& key, const std::string& id, std::optional<std::string> name = {});
  rules& manage_in(const std::string& key, model::manage manage);
  rules& no_roles_in(const std::string& key);
  rules& role_in(const std::string& key, const std::string& name, names allowed);
  rules& foreign_role_in(const std::string& key, const std::string& name);
  rules& shared_role_in(const std::string& key, const std::string& name); ///< {}
  rules& no_groups_in(const std::string& key);
  rules& group_in(const std::string& key, const std::string& group, names roles);

  [[nodiscard]] model::policy policy() const;

private:
  model::written write(const std::string& text);
  model::role custom(const std::string& name, names allowed, std::optional<std::string> description);
  model::role foreign(const std::string& name);
  model::project& entry(const std::string& key);
  model::group& add_group(const std::string& name);

  model::policy policy_;
  int line_ = 0;
};

} // namespace rolecall::test
