#include "policy/taken_names.hpp"

#include "policy/resolution.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::policy {
namespace {

using model::principal_kind;
using model::scope;
using model::symbol;

template <class Thing>
std::set<const Thing*> set_of(const std::vector<const Thing*>& things) {
  return {things.begin(), things.end()};
}

class blocking {
public:
  blocking(model::desired& want, const model::organization& live, const model::symbols& names)
      : want_(want), live_(live), names_(names) {}

  /// Who may not rename keeps a name that others may want: until nothing more is blocked.
  void run() {
    bool any =
        std::ranges::any_of(want_.roles, [this](const auto& role) { return renamed(role) != nullptr; });
    while (any) {
      bearers_.clear();
      count_roles();
      any = block_roles();
    }
    any = std::ranges::any_of(want_.groups, [this](const auto& group) { return renamed(group) != nullptr; });
    while (any) {
      bearers_.clear();
      count_groups();
      any = block_groups();
    }
  }

private:
  [[nodiscard]] scope scope_of(const model::live_role& role) const { return {names_.find(role.project_id)}; }
  [[nodiscard]] const std::string& id(symbol key) const { return names_.text(key); }

  // ---- who bears which name in the end

  void count_roles() {
    const std::set<const model::live_role*> gone = set_of(surplus_roles(want_, live_, names_));
    for (const model::live_role& role : live_.roles) {
      const model::wanted_role* wanted = want_.role(scope_of(role), names_.find(role.id));
      const bool stays = !role.predefined && !gone.contains(&role);
      if (stays && !(wanted && wanted->create)) ++bearers_[{scope_of(role), role.name}];
    }
    for (const model::wanted_role& role : want_.roles) {
      if (role.create) ++bearers_[{role.at, role.name}];
    }
  }

  void count_groups() {
    const std::set<const model::live_group*> gone = set_of(surplus_groups(want_, live_, names_));
    for (const model::live_group& group : live_.groups) {
      const model::wanted_group* wanted = want_.group(names_.find(group.id));
      const bool renamed = wanted && is_ours(*wanted, &group);
      if (!gone.contains(&group) && !renamed) ++bearers_[{{}, group.name}];
    }
    for (const model::wanted_group& group : want_.groups) {
      if (is_ours(group, live_.group(id(group.key)))) ++bearers_[{{}, group.name}];
    }
  }

  static bool is_ours(const model::wanted_group& group, const model::live_group* live) {
    return group.create && (!live || live->owner == model::group_owner::organization);
  }

  // ---- whose name is borne by another as well

  /// What `wanted` is before it is renamed; nothing where it is not.
  [[nodiscard]] const model::live_role* renamed(const model::wanted_role& wanted) const {
    const model::live_role* live = wanted.create ? live_.role(id(wanted.key)) : nullptr;
    return live && live->name != wanted.name ? live : nullptr;
  }
  [[nodiscard]] const model::live_group* renamed(const model::wanted_group& wanted) const {
    const model::live_group* live = live_.group(id(wanted.key));
    return live && is_ours(wanted, live) && live->name != wanted.name ? live : nullptr;
  }

  bool block_roles() {
    bool any = false;
    for (model::wanted_role& role : want_.roles) {
      const model::live_role* live = renamed(role);
      if (!live || bearers_.at({role.at, role.name}) == 1) continue;
      any = true;
      block(want_.role_address(role.at, role.key), "role", role.cause);
      keep_name(role, live->name);
      hold(list_of(role.at));
    }
    return any;
  }

  bool block_groups() {
    bool any = false;
    for (model::wanted_group& group : want_.groups) {
      const model::live_group* live = renamed(group);
      if (!live || bearers_.at({{}, group.name}) == 1) continue;
      any = true;
      block(want_.principal_address({}, {principal_kind::group, group.key}), "group", group.cause);
      keep_name(group, live->name);
      hold(want_.all_groups);
      hold(want_.group_grants);
    }
    return any;
  }

  void block(model::address at, const std::string& kind, const base::source_range& cause) {
    want_.blocked.push_back({std::move(at), "another " + kind + " has this name and keeps it", cause});
  }

  template <class Wanted>
  void keep_name(Wanted& wanted, const std::string& name) {
    wanted.name = name;
    want_.names.rename(wanted.key, name);
  }

  model::rule& list_of(scope at) {
    if (at.is_organization()) return want_.organization_roles;
    return std::ranges::find(want_.projects, at.project, &model::wanted_project::key)->roles;
  }

  model::desired& want_;
  const model::organization& live_;
  const model::symbols& names_;
  std::map<std::pair<scope, std::string>, int> bearers_;
};

} // namespace

void block_taken_names(model::desired& want, const model::organization& live, const model::symbols& names) {
  blocking(want, live, names).run();
}

} // namespace rolecall::policy
