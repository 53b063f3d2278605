#pragma once

// Live organizations in sentences. Everything in a world counts as read; ids follow from names
// (role_Steward, role_Checkout_Steward, group_Support, proj_Checkout, user_ada), unless one is given.

#include "model/organization.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rolecall::test {

using permissions = std::vector<std::string>;

class world {
public:
  /// Organization org-1 with its predefined roles and nothing else.
  world();

  world& role(const std::string& name, permissions allowed, const std::string& id = {});
  world& predefined(const std::string& name, permissions allowed);
  world& describe(const std::string& role_id, const std::string& description);
  world& group(const std::string& name, model::group_owner owner = model::group_owner::organization,
               const std::string& id = {});
  world& user(const std::string& name);
  world& nameless(const std::string& name); ///< a user whose e-mail is not told
  world& account(const std::string& name);  ///< a service account; without e-mail too
  /// Of NAME@example.com; its id is invite_NAME.
  world& invite(const std::string& name, model::invite_status status = model::invite_status::pending);
  world& member(const std::string& group, const std::string& user);

  /// With its predefined roles owner, member and viewer.
  world& project(const std::string& name, const std::string& id = {});
  world& archived(const std::string& name);
  world& project_role(const std::string& project, const std::string& name, permissions allowed);
  /// In the project without any role.
  world& listed(const std::string& project, const std::string& group);
  world& listed_user(const std::string& project, const std::string& user);

  world& grant(const std::string& group, const std::string& role);
  world& grant_in(const std::string& project, const std::string& group, const std::string& role);
  world& user_grant(const std::string& user, const std::string& role);
  world& user_grant_in(const std::string& project, const std::string& user, const std::string& role);
  /// Held through a group, and the API says so.
  world& inherited(const std::string& user, const std::string& role);
  /// Held, and the API does not say through whom.
  world& untold(const std::string& user, const std::string& role);
  /// The same in a project.
  world& untold_in(const std::string& project, const std::string& user, const std::string& role);

  /// An untold grant that a group of that user gives counts as explained.
  [[nodiscard]] model::organization live() const;

  /// The id that a role's name means in a project, or in the organization where `project` is empty.
  static std::string role_id(const std::string& project, const std::string& name);

private:
  void hold(const std::string& project, model::principal_kind kind, const std::string& who,
            const std::string& role, bool inherited = false);

  model::organization org_;
};

/// What the lists of a user's roles show: the contract leaves it open.
enum class user_lists {
  sources,   ///< also what his groups give, and through whom he holds each
  own,       ///< only his own, and no sources
  everything ///< also what his groups give, and no sources
};

/// Brings the users' grants in line with those of their groups, as such lists would show them.
void show_group_roles(model::organization& org, user_lists lists);

/// Each user's organization_role, as the list of all users tells it: what he is through his groups too only
/// where lists show everything.
void tell_owners(model::organization& org, user_lists lists);

/// Whether the user is an owner of the organization, himself or through a group, where `whole` is all there
/// is.
bool is_owner_in(const model::organization& whole, const std::string& user_id);

/// The id that a project's name gives; empty for the organization.
std::string project_id(const std::string& name);

/// Marks every list that `org` could answer as read, empty ones too.
void mark_all_read(model::organization& org);

} // namespace rolecall::test
