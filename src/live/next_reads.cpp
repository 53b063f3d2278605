#include "live/next_reads.hpp"

#include <algorithm>
#include <set>

namespace rolecall::live {
namespace {

using model::list_kind;
using model::list_ref;
using model::principal_kind;
using model::rule;
using model::symbol;

class unfolding {
public:
  unfolding(const model::desired& want, const model::organization& live, const model::symbols& names)
      : want_(want), live_(live), names_(names) {}

  std::vector<list_ref> run() {
    top();
    if (needed_.empty()) {
      named_principals();
      other_principals();
      for (const model::wanted_project& project : want_.projects) in_project(project);
      first_grants();
      holders_of_surplus();
    }
    return {needed_.begin(), needed_.end()};
  }

private:
  /// True once the list is there to look into.
  bool need(list_kind kind, const std::string& project_id = {}, const std::string& principal_id = {}) {
    list_ref list{kind, project_id, principal_id};
    if (live_.has_read(list)) return true;
    if (!live_.unreadable.contains(list)) needed_.insert(std::move(list));
    return false;
  }

  [[nodiscard]] const std::string& text(symbol s) const { return names_.text(s); }
  [[nodiscard]] bool is_live(symbol key) const { return !text(key).starts_with('\n'); }

  void top() {
    const bool confirmed = need(list_kind::organization_roles);
    if (!confirmed && want_.organization) return;
    if (want_.needs_groups) need(list_kind::groups);
    if (want_.needs_projects) need(list_kind::projects);
  }

  /// The roles of each principal that the policy gives roles to.
  void named_principals() {
    for (const auto& [where, applies] : want_.grants_of) {
      const auto& [at, to] = where;
      if (applies != rule::unmanaged && is_live(to.key)) need_grants(text(at.project), text(to.key));
    }
  }

  void need_grants(const std::string& project_id, const std::string& group_id) {
    need(project_id.empty() ? list_kind::group_roles : list_kind::project_group_roles, project_id, group_id);
  }

  /// Authoritative at the organization: also those that no entry names.
  void other_principals() {
    if (want_.organization_grants != rule::authoritative) return;
    for (const model::live_group& group : live_.groups) {
      const bool owned =
          want_.grant_rule({}, {principal_kind::group, names_.find(group.id)}) == rule::authoritative;
      if (owned) need_grants({}, group.id);
    }
  }

  void in_project(const model::wanted_project& project) {
    if (project.uses_roles) need(list_kind::project_roles, project.id);
    if (project.grants == rule::authoritative) need_listed_groups(project.id);
  }

  /// The groups listed in a project, then the roles of each.
  void need_listed_groups(const std::string& project_id) {
    if (!need(list_kind::project_groups, project_id)) return;
    for (const std::string& group : live_.members.at({list_kind::project_groups, project_id, {}})) {
      need_grants(project_id, group);
      need(list_kind::groups); // their names
    }
  }

  /// A group that holds nothing in a project yet: whether it is listed there decides how it gets its first
  /// role.
  void first_grants() {
    for (const model::wanted_grant& wanted : want_.grants) {
      const auto& [at, to, role] = wanted.what;
      if (at.is_organization() || !is_live(to.key)) continue;
      const list_ref held{list_kind::project_group_roles, text(at.project), text(to.key)};
      if (live_.has_read(held) && !holds_any(held)) need(list_kind::project_groups, held.project_id);
    }
  }

  [[nodiscard]] bool holds_any(const list_ref& held) const {
    const model::live_grant least{held.project_id, principal_kind::group, held.principal_id, {}};
    const auto first = std::ranges::lower_bound(live_.grants, least);
    return first != live_.grants.end() && first->project_id == held.project_id &&
           first->kind == principal_kind::group && first->principal_id == held.principal_id;
  }

  /// What is to be deleted is deleted only if what hangs on it is known.
  void holders_of_surplus() {
    std::set<std::string> scopes;
    for (const model::live_role* role : surplus_roles(want_, live_, names_)) scopes.insert(role->project_id);
    for (const std::string& project_id : scopes)
      project_id.empty() ? need_all_holders() : need_project_holders(project_id);
    for (const model::live_role* role : surplus_roles(want_, live_, names_)) need_sources_of(*role);
    for (const model::live_group* group : surplus_groups(want_, live_, names_)) need_all_grants_of(group->id);
  }

  /// Where users hold the role without its source being told: the members of the groups that hold it.
  void need_sources_of(const model::live_role& role) {
    const auto of_role = [&](const model::live_grant& g) {
      return g.role_id == role.id && g.project_id == role.project_id;
    };
    const bool doubtful = std::ranges::any_of(live_.grants, [&](const model::live_grant& g) {
      return of_role(g) && g.kind == principal_kind::user && g.source == model::grant_source::untold;
    });
    for (const model::live_grant& g : live_.grants) {
      if (doubtful && of_role(g) && g.kind == principal_kind::group)
        need(list_kind::group_members, {}, g.principal_id);
    }
  }

  void need_all_holders() {
    if (need(list_kind::groups)) {
      for (const model::live_group& group : live_.groups) need_grants({}, group.id);
    }
    if (need(list_kind::users)) {
      for (const std::string& user : live_.members.at({list_kind::users, {}, {}}))
        need(list_kind::user_roles, {}, user);
    }
  }

  void need_project_holders(const std::string& project_id) {
    need_listed_groups(project_id);
    if (!need(list_kind::project_users, project_id)) return;
    for (const std::string& user : live_.members.at({list_kind::project_users, project_id, {}})) {
      need(list_kind::project_user_roles, project_id, user);
    }
  }

  void need_all_grants_of(const std::string& group_id) {
    need(list_kind::group_members, {}, group_id);
    need_grants({}, group_id);
    if (!need(list_kind::projects)) return;
    for (const model::live_project& project : live_.projects) {
      if (!project.archived) need_grants(project.id, group_id);
    }
  }

  const model::desired& want_;
  const model::organization& live_;
  const model::symbols& names_;
  std::set<list_ref> needed_;
};

} // namespace

std::vector<list_ref> next_reads(const model::desired& want, const model::organization& live,
                                 const model::symbols& names) {
  return unfolding(want, live, names).run();
}

} // namespace rolecall::live
