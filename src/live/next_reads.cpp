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
      members();
      named_principals();
      other_principals();
      for (const model::wanted_project& project : want_.projects) in_project(project);
      first_grants();
      holders_of_surplus();
      sources_of_surplus();
    }
    // Who is named by e-mail may be shown by one of those lists: only who is not is looked for.
    if (needed_.empty()) users_by_email();
    if (needed_.empty() && want_.needs_invites) need(list_kind::invites);
    return {needed_.begin(), needed_.end()};
  }

private:
  /// True once the list is there to look into.
  bool need(list_ref list) {
    if (live_.has_read(list)) return true;
    if (!live_.unreadable.contains(list)) needed_.insert(std::move(list));
    return false;
  }
  bool need(list_kind kind, const std::string& project_id = {}, const std::string& principal_id = {}) {
    return need(list_ref{kind, project_id, principal_id});
  }

  [[nodiscard]] const std::string& text(symbol s) const { return names_.text(s); }
  [[nodiscard]] bool is_live(symbol key) const { return model::is_live_key(text(key)); }

  void top() {
    const bool confirmed = need(list_kind::organization_roles);
    if (!confirmed && want_.organization) return;
    if (want_.needs_groups) need(list_kind::groups);
    if (want_.needs_projects) need(list_kind::projects);
    // All of them are needed in the end: then nobody has to be looked for.
    if (want_.user_grants == rule::authoritative) need(list_kind::users);
  }

  void members() {
    for (const auto& [group, applies] : want_.members_of) {
      if (applies != rule::unmanaged && is_live(group)) need(list_kind::group_members, {}, text(group));
    }
  }

  /// The roles of each principal that the policy gives roles to.
  void named_principals() {
    for (const auto& [where, applies] : want_.grants_of) {
      const auto& [at, to] = where;
      if (applies != rule::unmanaged && is_live(to.key) && is_live(at.project))
        need_grants(text(at.project), to.kind, text(to.key));
    }
  }

  void need_grants(const std::string& project_id, principal_kind kind, const std::string& principal_id) {
    need(model::grants_of(project_id, kind, principal_id));
  }

  /// Authoritative at the organization: also those that no entry names.
  void other_principals() {
    if (want_.group_grants == rule::authoritative) {
      for (const model::live_group& group : live_.groups) need_owned({}, principal_kind::group, group.id);
    }
    if (want_.user_grants == rule::authoritative) {
      for (const std::string& user : live_.listed({list_kind::users, {}, {}}))
        need_owned({}, principal_kind::user, user);
    }
  }

  /// The roles of a principal, if some of them may have to go.
  void need_owned(const std::string& project_id, principal_kind kind, const std::string& principal_id) {
    const model::scope at{names_.find(project_id)};
    const model::principal to{kind, names_.find(principal_id)};
    if (want_.grant_rule(at, to) == rule::authoritative) need_grants(project_id, kind, principal_id);
  }

  void in_project(const model::wanted_project& project) {
    if (project.id.empty()) return; // it is to be created: nothing is in it
    if (project.uses_roles) need(list_kind::project_roles, project.id);
    if (project.group_grants == rule::authoritative) need_listed(project.id, principal_kind::group);
    if (project.user_grants == rule::authoritative) need_listed(project.id, principal_kind::user);
  }

  /// The groups or users listed in a project, then the roles of each.
  void need_listed(const std::string& project_id, principal_kind kind) {
    const bool group = kind == principal_kind::group;
    const list_ref listed{group ? list_kind::project_groups : list_kind::project_users, project_id, {}};
    if (!need(listed)) return;
    for (const std::string& id : live_.listed(listed)) {
      need_owned(project_id, kind, id);
      if (group) need(list_kind::groups); // their names
    }
  }

  /// A principal that holds nothing in a project yet: whether it is listed there decides how it gets its
  /// first role.
  void first_grants() {
    for (const model::wanted_grant& wanted : want_.grants) {
      const auto& [at, to, role] = wanted.what;
      if (at.is_organization() || !is_live(at.project) || !is_live(to.key)) continue;
      const list_ref held = model::grants_of(text(at.project), to.kind, text(to.key));
      const bool group = to.kind == principal_kind::group;
      if (live_.has_read(held) && !holds_any(held, to.kind))
        need(group ? list_kind::project_groups : list_kind::project_users, held.project_id);
    }
  }

  [[nodiscard]] bool holds_any(const list_ref& held, principal_kind kind) const {
    const model::live_grant least{held.project_id, kind, held.principal_id, {}};
    const auto first = std::ranges::lower_bound(live_.grants, least);
    return first != live_.grants.end() && first->project_id == held.project_id && first->kind == kind &&
           first->principal_id == held.principal_id;
  }

  /// What is to be deleted is deleted only if what hangs on it is known.
  void holders_of_surplus() {
    std::set<std::string> scopes;
    for (const model::live_role* role : surplus_roles(want_, live_, names_)) scopes.insert(role->project_id);
    for (const std::string& project_id : scopes)
      project_id.empty() ? need_all_holders() : need_project_holders(project_id);
    for (const model::live_role* role : surplus_roles(want_, live_, names_))
      need_sources_of(role->project_id, role->id);
    for (const model::live_group* group : surplus_groups(want_, live_, names_)) need_all_grants_of(group->id);
  }

  /// Before a user loses what may be a group's: who holds it there, and who is in those groups. Before he
  /// loses it in a project: whether he is an owner of the organization.
  void sources_of_surplus() {
    for (const model::live_grant* held : surplus_user_grants(want_, live_, names_)) {
      if (held->source == model::grant_source::untold) {
        need_all_group_holders(held->project_id);
        need_sources_of(held->project_id, held->role_id);
      }
      const model::live_user* user = live_.user(held->principal_id);
      if (!held->project_id.empty() && user && user->organization_role.empty() && !user->email.empty())
        emails_.insert(user->email);
    }
  }

  /// Where users hold the role without its source being told: the members of the groups that hold it.
  void need_sources_of(const std::string& project_id, const std::string& role_id) {
    const auto of_role = [&](const model::live_grant& g) {
      return g.role_id == role_id && g.project_id == project_id;
    };
    const bool doubtful = std::ranges::any_of(live_.grants, [&](const model::live_grant& g) {
      return of_role(g) && g.kind == principal_kind::user && g.source == model::grant_source::untold;
    });
    for (const model::live_grant& g : live_.grants) {
      if (doubtful && of_role(g) && g.kind == principal_kind::group)
        need(list_kind::group_members, {}, g.principal_id);
    }
  }

  void need_all_group_holders(const std::string& project_id) {
    if (!project_id.empty()) {
      const list_ref listed{list_kind::project_groups, project_id, {}};
      if (!need(listed)) return;
      for (const std::string& id : live_.listed(listed)) need_grants(project_id, principal_kind::group, id);
    } else if (need(list_kind::groups)) {
      for (const model::live_group& group : live_.groups) need_grants({}, principal_kind::group, group.id);
    }
  }

  void need_all_holders() {
    need_all_group_holders({});
    if (!need(list_kind::users)) return;
    for (const std::string& user : live_.listed({list_kind::users, {}, {}}))
      need_grants({}, principal_kind::user, user);
  }

  void need_project_holders(const std::string& project_id) {
    need_all_group_holders(project_id);
    need(list_kind::groups); // their names
    const list_ref listed{list_kind::project_users, project_id, {}};
    if (!need(listed)) return;
    for (const std::string& user : live_.listed(listed)) need_grants(project_id, principal_kind::user, user);
  }

  void need_all_grants_of(const std::string& group_id) {
    need(list_kind::group_members, {}, group_id);
    need_grants({}, principal_kind::group, group_id);
    if (!need(list_kind::projects)) return;
    for (const model::live_project& project : live_.projects) {
      if (!project.archived) need_grants(project.id, principal_kind::group, group_id);
    }
  }

  /// In one list for all; not again for those that were asked for.
  void users_by_email() {
    emails_.insert(want_.unknown_emails.begin(), want_.unknown_emails.end());
    if (live_.has_read({list_kind::users, {}, {}})) return;
    for (const auto& [list, read] : live_.read) {
      for (const std::string& email : list.emails) emails_.erase(email);
    }
    if (!emails_.empty()) need({list_kind::users_by_email, {}, {}, {emails_.begin(), emails_.end()}});
  }

  const model::desired& want_;
  const model::organization& live_;
  const model::symbols& names_;
  std::set<list_ref> needed_;
  std::set<std::string> emails_; // of users that must be looked for
};

} // namespace

std::vector<list_ref> next_reads(const model::desired& want, const model::organization& live,
                                 const model::symbols& names) {
  return unfolding(want, live, names).run();
}

} // namespace rolecall::live
