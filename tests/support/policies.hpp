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
  // Of a group that was named before:
  rules& members(const std::string& group, names who); ///< e-mails or ids
  rules& manage_group(const std::string& group, model::manage manage);

  rules& no_users();                                ///< `users: {}`
  rules& user(const std::string& who);              ///< without `roles`
  rules& user(const std::string& who, names roles); ///< with
  rules& invited(const std::string& who);           ///< invite: true, without `roles`
  rules& invited(const std::string& who, names roles);

  // How an entry that was named before finds its live thing. In a role's case `project` is empty for one of
  // the organization.
  rules& pin_role(const std::string& project, const std::string& name, const std::string& id,
                  std::optional<std::string> live_name = {});
  rules& pin_group(const std::string& name, const std::string& id, std::optional<std::string> live_name = {});
  rules& role_was(const std::string& project, const std::string& name, const std::string& old_name);
  rules& shared_role_was(const std::string& name, const std::string& old_name);
  rules& group_was(const std::string& name, const std::string& old_name);

  // The first word about a project makes its entry.
  rules& project(const std::string& key);
  rules& new_project(const std::string& key); ///< create: true
  rules& pin(const std::string& key, const std::string& id, std::optional<std::string> name = {});
  rules& manage_in(const std::string& key, model::manage manage);
  rules& no_roles_in(const std::string& key);
  rules& role_in(const std::string& key, const std::string& name, names allowed);
  rules& foreign_role_in(const std::string& key, const std::string& name);
  rules& shared_role_in(const std::string& key, const std::string& name); ///< {}
  rules& no_groups_in(const std::string& key);
  rules& group_in(const std::string& key, const std::string& group, names roles);
  rules& no_users_in(const std::string& key);
  rules& user_in(const std::string& key, const std::string& who, names roles);

  rules& matching(names globs); ///< a template; what follows is about it
  rules& but_not(const std::string& glob);
  rules& manage_matched(model::manage manage);
  rules& no_groups_there();
  rules& group_there(const std::string& group, names roles);
  rules& no_users_there();
  rules& user_there(const std::string& who, names roles);

  [[nodiscard]] model::policy policy() const;

private:
  model::written write(const std::string& text);
  model::role custom(const std::string& name, names allowed, std::optional<std::string> description);
  model::role foreign(const std::string& name);
  model::project& entry(const std::string& key);
  std::vector<model::written> write_all(const names& texts);
  model::group& add_group(const std::string& name);
  model::user& add_user(const std::string& who);
  model::group& known_group(const std::string& name);
  model::role& known_role(const std::string& project, const std::string& name);
  void pin(model::identity& live, const std::string& id, const std::optional<std::string>& live_name);
  void grant(std::optional<std::vector<model::project_grants>>& list, const std::string& who,
             const names& roles);

  model::policy policy_;
  int line_ = 0;
};

} // namespace rolecall::test
