#include "support/random_organization.hpp"

#include "support/random_names.hpp"
#include "support/worlds.hpp"

#include <algorithm>
#include <array>

namespace rolecall::test {
namespace {

using model::grant_source;
using model::group_owner;
using model::principal_kind;

class maker {
public:
  maker(dice& random, user_lists lists) : dice_(random), lists_(lists) {}

  model::organization run() {
    users();
    for (const std::string& role : role_names) {
      if (dice_.chance(55)) world_.role(role, allowed()), live_roles_.push_back(role);
    }
    if (dice_.chance(6)) world_.role("D", allowed(), "role_D2");
    for (const std::string& group : group_names) {
      if (dice_.chance(70)) add_group(group);
    }
    if (dice_.chance(6)) world_.group("I", group_owner::organization, "group_I2");
    grants("", {"owner", "reader"}, live_roles_);
    for (const std::string& project : project_names) {
      if (dice_.chance(project == "Default project" ? 20 : 75)) add_project(project);
    }
    if (dice_.chance(10)) world_.archived("Z");
    model::organization live = world_.live();
    for (model::live_role& role : live.roles) {
      if (role.predefined && dice_.chance(50)) role.permissions = allowed();
      if (!role.predefined && dice_.chance(30)) role.description = "text";
    }
    tell(live);
    return live;
  }

private:
  permissions allowed() { return some(dice_, all_permissions, 45); }

  void users() {
    for (const std::string& user : user_names) {
      if (dice_.chance(90)) world_.user(user), live_users_.push_back(user);
    }
    if (dice_.chance(40)) world_.nameless("anon"), live_users_.push_back("anon");
    if (dice_.chance(40)) world_.account("bot"), live_users_.push_back("bot");
    constexpr std::array all{model::invite_status::pending, model::invite_status::accepted,
                             model::invite_status::expired};
    if (dice_.chance(60)) world_.invite("guest", all.at(dice_.below(all.size())));
  }

  void add_group(const std::string& name) {
    constexpr std::array others{group_owner::identity_provider, group_owner::tenant, group_owner::unknown};
    world_.group(name, dice_.chance(75) ? group_owner::organization : others.at(dice_.below(others.size())));
    for (const std::string& user : some(dice_, live_users_, 40)) world_.member(name, user);
    live_groups_.push_back(name);
  }

  void add_project(const std::string& name) {
    world_.project(name);
    names roles;
    for (const std::string& role : role_names) {
      if (dice_.chance(45)) world_.project_role(name, role, allowed()), roles.push_back(role);
    }
    grants(name, {"owner", "member", "viewer"}, roles);
    for (const std::string& group : live_groups_) {
      if (dice_.chance(15)) world_.listed(name, group);
    }
    for (const std::string& user : live_users_) {
      if (dice_.chance(15)) world_.listed_user(name, user);
    }
  }

  void grants(const std::string& project, const names& predefined, const names& custom) {
    for (const std::string& group : live_groups_) {
      if (dice_.chance(30)) continue;
      for (const std::string& role : some(dice_, predefined, 20)) world_.grant_in(project, group, role);
      for (const std::string& role : some(dice_, custom, 40)) world_.grant_in(project, group, role);
    }
    for (const std::string& user : live_users_) {
      for (const std::string& role : some(dice_, predefined, 15)) world_.user_grant_in(project, user, role);
      for (const std::string& role : some(dice_, custom, 20)) world_.user_grant_in(project, user, role);
    }
  }

  /// What the lists of users say of how they come to their roles, and of who is an owner.
  void tell(model::organization& live) {
    if (lists_ != user_lists::sources) {
      for (model::live_grant& g : live.grants) {
        if (g.kind == principal_kind::user) g.source = grant_source::untold;
      }
    }
    show_group_roles(live, lists_);
    tell_owners(live, lists_);
    live.sort();
  }

  dice& dice_;
  user_lists lists_;
  world world_;
  names live_users_;
  names live_roles_;
  names live_groups_;
};

} // namespace

model::organization random_organization(dice& random, user_lists lists) { return maker(random, lists).run(); }

} // namespace rolecall::test
