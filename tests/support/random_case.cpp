#include "support/random_case.hpp"

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace rolecall::test {
namespace {

// A role and a group may share a name; what begins with x- is often left to another policy.
const names role_names{"A", "B", "C", "D", "x-R"};
const names group_names{"A", "G", "H", "I", "x-G"};
const names project_names{"P", "Q", "x-P"};
const names user_names{"ada", "grace"};
const names all_permissions{"p", "q", "r", "s"};

class maker {
public:
  explicit maker(std::uint64_t seed) : dice_(seed) {}

  model::organization organization() {
    for (const std::string& user : user_names) world_.user(user);
    for (const std::string& role : role_names) {
      if (dice_.chance(55)) world_.role(role, allowed()), live_roles_.push_back(role);
    }
    for (const std::string& group : group_names) {
      if (dice_.chance(70)) add_group(group);
    }
    if (dice_.chance(5)) world_.group("I", model::group_owner::organization, "group_I2");
    grants("", {"owner", "reader"}, live_roles_);
    for (const std::string& project : project_names) {
      if (dice_.chance(75)) add_project(project);
    }
    if (dice_.chance(10)) world_.archived("Z");
    model::organization live = world_.live();
    for (model::live_role& role : live.roles) {
      if (role.predefined && dice_.chance(50)) role.permissions = allowed();
      if (!role.predefined && dice_.chance(30)) role.description = "text";
    }
    return live;
  }

  model::policy policy() {
    rules_ = rules(manage());
    except_roles_ = dice_.chance(50);
    except_groups_ = dice_.chance(50);
    except_projects_ = dice_.chance(50);
    if (except_roles_) rules_.except_roles("x-*");
    if (except_groups_) rules_.except_groups("x-*");
    if (except_projects_) rules_.except_projects("x-*");
    roles();
    groups();
    for (const std::string& project : names{"P", "Q", "x-P", "Z"}) {
      if (dice_.chance(70) && !(except_projects_ && project == "x-P")) entry(project);
    }
    return rules_.policy();
  }

private:
  permissions allowed() { return some(all_permissions, 45); }

  names some(const names& of, std::size_t percent) {
    names out;
    for (const std::string& name : of) {
      if (dice_.chance(percent)) out.push_back(name);
    }
    return out;
  }

  // ---- the organization

  void add_group(const std::string& name) {
    using model::group_owner;
    constexpr std::array others{group_owner::identity_provider, group_owner::tenant, group_owner::unknown};
    world_.group(name, dice_.chance(75) ? group_owner::organization : others.at(dice_.below(others.size())));
    for (const std::string& user : some(user_names, 40)) world_.member(name, user);
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
  }

  void grants(const std::string& project, const names& predefined, const names& custom) {
    for (const std::string& group : live_groups_) {
      if (dice_.chance(30)) continue;
      for (const std::string& role : some(predefined, 20)) world_.grant_in(project, group, role);
      for (const std::string& role : some(custom, 40)) world_.grant_in(project, group, role);
    }
    for (const std::string& user : user_names) {
      for (const std::string& role : some(predefined, 15)) world_.user_grant_in(project, user, role);
      for (const std::string& role : some(custom, 15)) world_.user_grant_in(project, user, role);
      if (project.empty() && !custom.empty() && dice_.chance(20)) world_.inherited(user, custom.front());
    }
  }

  // ---- the policy

  model::manage manage() {
    const auto one = [this] {
      return dice_.chance(70) ? model::ownership::authoritative : model::ownership::additive;
    };
    if (dice_.chance(30)) return all_authoritative;
    return {one(), one(), one(), one()};
  }

  void roles() {
    if (dice_.chance(85)) {
      rules_.no_roles();
      for (const std::string& role : some(role_names, 60)) {
        const bool foreign = dice_.chance(15) || (except_roles_ && role == "x-R");
        if (foreign)
          rules_.foreign_role(role);
        else
          rules_.role(role, allowed(), dice_.chance(30) ? std::optional<std::string>("text") : std::nullopt);
        declared_roles_.push_back(role);
      }
    }
    for (const std::string& role : some(role_names, 40)) {
      if (except_roles_ && role == "x-R") continue;
      rules_.shared_role(role, allowed());
      shared_roles_.push_back(role);
    }
  }

  void groups() {
    if (dice_.chance(10)) return;
    rules_.no_groups();
    names grantable = declared_roles_;
    grantable.insert(grantable.end(), {"owner", "reader"});
    for (const std::string& group : some(group_names, 65)) {
      const bool foreign = dice_.chance(15) || (except_groups_ && group == "x-G");
      const bool with_roles = dice_.chance(75);
      if (foreign && with_roles)
        rules_.foreign_group(group, some(grantable, 35));
      else if (foreign)
        rules_.foreign_group(group);
      else if (with_roles)
        rules_.group(group, some(grantable, 35));
      else
        rules_.group(group);
      declared_groups_.push_back(group);
    }
  }

  void entry(const std::string& key) {
    rules_.project(key);
    if (dice_.chance(20)) rules_.pin(key, "proj_" + key);
    if (dice_.chance(40)) rules_.manage_in(key, manage());
    names grantable = shared_roles_;
    if (dice_.chance(65)) own_roles(key, grantable);
    grantable.insert(grantable.end(), {"owner", "member", "viewer"});
    if (!dice_.chance(75)) return;
    rules_.no_groups_in(key);
    for (const std::string& group : some(declared_groups_, 55))
      rules_.group_in(key, group, some(grantable, 35));
  }

  void own_roles(const std::string& key, names& grantable) {
    rules_.no_roles_in(key);
    for (const std::string& role : some(role_names, 45)) {
      const bool shared = std::ranges::count(shared_roles_, role) > 0;
      if (shared && dice_.chance(50))
        rules_.shared_role_in(key, role);
      else if (dice_.chance(15) || (except_roles_ && role == "x-R"))
        rules_.foreign_role_in(key, role);
      else
        rules_.role_in(key, role, allowed());
      if (!shared) grantable.push_back(role);
    }
  }

  dice dice_;
  world world_;
  names live_roles_;
  names live_groups_;
  rules rules_;
  bool except_roles_ = false;
  bool except_groups_ = false;
  bool except_projects_ = false;
  names declared_roles_;
  names shared_roles_;
  names declared_groups_;
};

std::size_t multiplied(std::size_t count) {
  const char* times = std::getenv("ROLECALL_CASES");
  return times ? count * static_cast<std::size_t>(std::strtoul(times, nullptr, 10)) : count;
}

} // namespace

random_case make_case(std::uint64_t seed) {
  maker m(seed);
  random_case out;
  out.seed = seed;
  out.live = m.organization();
  out.policy = m.policy();
  return out;
}

void for_each_case(std::size_t count, const std::function<void(const random_case&)>& check) {
  std::size_t refused = 0;
  count = multiplied(count);
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    INFO("seed " << seed);
    const random_case made = make_case(seed);
    if (base::has_errors(want_of(made.policy, made.live).problems))
      ++refused;
    else
      check(made);
  }
  CHECK(refused * 10 < count); // else the cases test too little
}

} // namespace rolecall::test
