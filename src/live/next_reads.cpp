#include "live/next_reads.hpp"

#include "live/guard_reads.hpp"
#include "live/losses.hpp"
#include "live/needed_lists.hpp"
#include "model/owners.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

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
      : want_(want), live_(live), names_(names), lost_(want, live, names), needed_(live) {}

  std::vector<list_ref> run() {
    top();
    index();
    if (needed_.empty()) {
      members();
      named_principals();
      other_principals();
      for (const model::wanted_project& project : want_.projects) in_project(project);
      first_grants();
      holders_of_surplus();
      sources_of_surplus();
      sources_of_wanted();
      ends_of_ownership();
      owners_at_risk();
    }
    // Who is named by e-mail may be shown by one of those lists: only who is not is looked for.
    if (needed_.empty()) users_by_email();
    if (needed_.empty()) departures(); // who turned out to be an owner does not go
    if (needed_.empty() && want_.needs_invites) need(list_kind::invites);
    if (needed_.empty()) need_for_caller(lost_, needed_);
    if (needed_.empty()) need_for_protected(lost_, needed_);
    return needed_.all();
  }

private:
  /// True once the list is there to look into.
  bool need(list_ref list) { return needed_.need(std::move(list)); }
  bool need(list_kind kind, const std::string& project_id = {}, const std::string& principal_id = {}) {
    return needed_.need(kind, project_id, principal_id);
  }

  void index() {
    for (const model::live_grant& g : live_.grants) {
      if (g.kind == principal_kind::group) holders_[{g.project_id, g.role_id}].push_back(&g);
      if (g.kind == principal_kind::user && is_doubtful(g)) doubtful_.emplace(g.project_id, g.role_id);
    }
    for (const model::wanted_grant& wanted : want_.grants) {
      const auto& [at, to, role] = wanted.what;
      if (to.kind == principal_kind::group && is_live(to.key))
        future_holders_[{text(at.project), text(role)}].push_back(to.key);
    }
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
    needed_.need_grants(project_id, kind, principal_id);
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

  /// What he holds through others does not tell that he is in the project.
  [[nodiscard]] bool holds_any(const list_ref& held, principal_kind kind) const {
    const model::live_grant least{held.project_id, kind, held.principal_id, {}};
    const auto first = std::ranges::lower_bound(live_.grants, least);
    const auto other = std::find_if(first, live_.grants.end(), [&](const model::live_grant& g) {
      return g.project_id != held.project_id || g.kind != kind || g.principal_id != held.principal_id;
    });
    return std::any_of(first, other, [](const model::live_grant& g) {
      return g.source == model::grant_source::direct || g.source == model::grant_source::untold;
    });
  }

  /// What is to be deleted is deleted only if what hangs on it is known.
  void holders_of_surplus() {
    const std::vector<const model::live_role*> roles = surplus_roles(want_, live_, names_);
    std::set<std::string> scopes;
    for (const model::live_role* role : roles) scopes.insert(role->project_id);
    for (const std::string& project_id : scopes)
      project_id.empty() ? need_all_holders() : need_project_holders(project_id);
    for (const model::live_role* role : roles) need_sources_of(role->project_id, role->id);
    for (const model::live_group* group : surplus_groups(want_, live_, names_)) need_all_grants_of(group->id);
  }

  /// Before a user loses what may be a group's: who holds it there, and who is in those groups. Before he
  /// loses it in a project: whether he is an owner of the organization.
  void sources_of_surplus() {
    for (const model::live_grant* held : surplus_user_grants(want_, live_, names_)) {
      if (is_doubtful(*held)) {
        need_all_group_holders(held->project_id);
        need_sources_of(held->project_id, held->role_id);
      }
      if (!held->project_id.empty() && need_organization_role(held->principal_id)) need_owning_groups();
    }
  }

  /// The lists of all users tell it, or the one of those that are asked for by e-mail, else what he holds.
  /// False while more can be asked.
  bool need_organization_role(const std::string& user_id) {
    const model::live_user* user = live_.user(user_id);
    if (user && !user->organization_role.empty()) return true;
    if (!user || user->email.empty()) {
      need(list_kind::users);
      if (!is_settled({list_kind::users, {}, {}})) return false;
    } else if (!was_asked_for(user->email, live_)) {
      emails_.insert(user->email);
      return false;
    }
    need_grants({}, principal_kind::user, user_id);
    return true;
  }

  [[nodiscard]] bool is_settled(const list_ref& list) const {
    return live_.has_read(list) || live_.unreadable.contains(list);
  }

  /// What is told of a user may leave out what he is through his groups.
  void need_owning_groups() {
    need_all_group_holders({});
    for (const model::live_role& role : live_.roles) {
      if (!model::is_owner_role(role)) continue;
      for (const model::live_grant* g : holders_[{{}, role.id}])
        need(list_kind::group_members, {}, g->principal_id);
    }
  }

  /// A user holds what is wanted, and perhaps only through a group: where that ends he must hold it himself.
  void sources_of_wanted() {
    for (const model::live_grant& held : live_.grants) {
      const bool users = held.kind == principal_kind::user && is_doubtful(held);
      if (!users || !is_wanted(grant_of(held)) || !may_lose(held)) continue;
      need_all_group_holders(held.project_id);
      need_sources_of(held.project_id, held.role_id);
    }
  }

  [[nodiscard]] bool is_wanted(const model::grant& what) const {
    return std::ranges::binary_search(want_.grants, what, {}, &model::wanted_grant::what);
  }

  /// Whether a group of his that holds the role loses it or him, as far as was read; asks for what would
  /// tell.
  bool may_lose(const model::live_grant& held) {
    bool loses = false;
    for (const model::live_grant* g : holders_[{held.project_id, held.role_id}]) {
      const list_ref members{list_kind::group_members, {}, g->principal_id};
      if (lost_.goes(*g) && need(members))
        loses = loses || std::ranges::count(live_.listed(members), held.principal_id) > 0;
    }
    for (const std::string& group : left_by(held.principal_id)) {
      need_grants(held.project_id, principal_kind::group, group);
      loses = loses || std::ranges::binary_search(
                           live_.grants,
                           model::live_grant{held.project_id, principal_kind::group, group, held.role_id});
    }
    return loses;
  }

  /// Groups that he is in and that the policy takes him out of.
  [[nodiscard]] std::vector<std::string> left_by(const std::string& user) const {
    std::vector<std::string> out;
    const auto& all = lost_.leaving();
    for (auto left = all.lower_bound({user, {}}); left != all.end() && left->first == user; ++left)
      out.push_back(left->second);
    return out;
  }

  /// Owners of the organization are spared in projects: who may cease to be one is looked at from all sides.
  void ends_of_ownership() {
    std::set<std::string> owners;
    for (const model::live_grant& held : live_.grants) {
      const model::grant what = grant_of(held);
      const bool in_project = held.kind == principal_kind::user && !held.project_id.empty();
      if (!in_project || held.source == model::grant_source::inherited) continue;
      if (want_.grant_rule(what.at, what.to) != rule::authoritative) continue;
      if (!is_wanted(what) && model::is_owner(held.principal_id, live_)) owners.insert(held.principal_id);
    }
    for (const std::string& user : owners) end_of_ownership(user);
  }

  void end_of_ownership(const std::string& user) {
    for (const std::string& group : left_by(user)) need_grants({}, principal_kind::group, group);
    for (const model::live_role& role : live_.roles) {
      if (!model::is_owner_role(role)) continue;
      for (const model::live_grant* g : holders_[{{}, role.id}]) {
        if (lost_.goes(*g)) need(list_kind::group_members, {}, g->principal_id);
      }
    }
    if (model::remains_owner(user, want_, live_, names_)) return;
    need_grants({}, principal_kind::user, user);
    need_owning_groups();
    need_future_owning_groups();
  }

  void need_future_owning_groups() {
    for (const model::live_role& role : live_.roles) {
      if (!model::is_owner_role(role)) continue;
      for (const symbol group : future_holders_[{{}, role.id}])
        need(list_kind::group_members, {}, text(group));
    }
  }

  /// Before somebody ceases to be an owner all owners are counted.
  void owners_at_risk() {
    if (!may_end_owners()) return;
    need(list_kind::users);
    need_owning_groups();
    need_future_owning_groups();
    for (const std::string& user : owners_of_two_kinds()) need_grants({}, principal_kind::user, user);
  }

  /// Who is told to be an owner, and is in a group that makes him one: whether he is one himself too is told
  /// by what he holds.
  [[nodiscard]] std::set<std::string> owners_of_two_kinds() {
    std::set<std::string> out;
    for (const model::live_role& role : live_.roles) {
      if (!model::is_owner_role(role)) continue;
      for (const model::live_grant* g : holders_[{{}, role.id}]) {
        for (const std::string& user : live_.listed({list_kind::group_members, {}, g->principal_id})) {
          const model::live_user* told = live_.user(user);
          if (told && told->organization_role == "owner") out.insert(user);
        }
      }
    }
    return out;
  }

  [[nodiscard]] bool may_end_owners() {
    const auto is_owner = [&](const model::live_grant& g) {
      const model::live_role* role = live_.role(g.role_id);
      return g.project_id.empty() && role && model::is_owner_role(*role);
    };
    for (const model::live_grant* gone : surplus_user_grants(want_, live_, names_)) {
      if (is_owner(*gone)) return true;
    }
    const std::set<std::string> left = groups_left();
    for (const std::string& group : left) need_grants({}, principal_kind::group, group);
    return std::ranges::any_of(live_.grants, [&](const model::live_grant& g) {
      const bool group = g.kind == principal_kind::group && is_owner(g);
      return group && (lost_.goes(g) || left.contains(g.principal_id));
    });
  }

  /// Ids of groups that lose a member.
  [[nodiscard]] std::set<std::string> groups_left() const {
    std::set<std::string> out;
    for (const auto& [user, group] : lost_.leaving()) out.insert(group);
    return out;
  }

  /// Who loses all that he holds in a project leaves it, unless a group gives him a role there then.
  void departures() {
    std::map<std::pair<std::string, std::string>, int> left; // project and user: roles of his own that stay
    for (const model::live_grant& held : live_.grants) {
      const bool own = held.kind == principal_kind::user && held.source != model::grant_source::inherited;
      if (own && !held.project_id.empty()) ++left[{held.project_id, held.principal_id}];
    }
    const auto surplus = surplus_user_grants(want_, live_, names_);
    for (const model::live_grant* gone : surplus) --left[{gone->project_id, gone->principal_id}];
    std::set<std::string> projects;
    for (const model::live_grant* gone : surplus) {
      if (!gone->project_id.empty() && left.at({gone->project_id, gone->principal_id}) == 0 && leaves(*gone))
        projects.insert(gone->project_id);
    }
    for (const std::string& project_id : projects) need_givers(project_id);
  }

  /// Whether nothing is to be given to him in its place, and all of that is planned.
  [[nodiscard]] bool leaves(const model::live_grant& last) const {
    const model::grant what = grant_of(last);
    const auto place = [](const model::wanted_grant& wanted) {
      return std::pair(wanted.what.at, wanted.what.to);
    };
    return !std::ranges::binary_search(want_.grants, std::pair(what.at, what.to), {}, place) &&
           want_.only.covers(want_.principal_address(what.at, what.to));
  }

  /// Groups that will hold a role in the project, and their members.
  void need_givers(const std::string& project_id) {
    need_all_group_holders(project_id);
    for (const auto& [which, grants] : holders_) {
      if (which.first != project_id) continue;
      for (const model::live_grant* g : grants) {
        if (!lost_.goes(*g)) need(list_kind::group_members, {}, g->principal_id);
      }
    }
    for (const auto& [which, groups] : future_holders_) {
      if (which.first != project_id) continue;
      for (const symbol group : groups) need(list_kind::group_members, {}, text(group));
    }
  }

  [[nodiscard]] model::grant grant_of(const model::live_grant& g) const {
    return {{names_.find(g.project_id)}, {g.kind, names_.find(g.principal_id)}, names_.find(g.role_id)};
  }

  /// It may be a group's; and where one group explains it, another may give it too.
  static bool is_doubtful(const model::live_grant& g) {
    return g.source == model::grant_source::untold || g.source == model::grant_source::explained;
  }

  /// Where users hold the role without its source being told: the members of the groups that hold it, or
  /// will.
  void need_sources_of(const std::string& project_id, const std::string& role_id) {
    const project_role which{project_id, role_id};
    if (!doubtful_.contains(which)) return;
    for (const model::live_grant* g : holders_[which]) need(list_kind::group_members, {}, g->principal_id);
    for (const symbol group : future_holders_[which]) need(list_kind::group_members, {}, text(group));
  }

  void need_all_group_holders(const std::string& project_id) { needed_.need_all_group_holders(project_id); }

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
  losses lost_;
  needed_lists needed_;
  std::set<std::string> emails_;                                          // of users that must be looked for
  using project_role = std::pair<std::string, std::string>;               // by ids
  std::map<project_role, std::vector<const model::live_grant*>> holders_; // groups' grants
  std::map<project_role, std::vector<symbol>> future_holders_;            // groups that shall hold it
  std::set<project_role> doubtful_;                                       // users hold it, who knows by what
};

} // namespace

std::vector<list_ref> next_reads(const model::desired& want, const model::organization& live,
                                 const model::symbols& names) {
  return unfolding(want, live, names).run();
}

} // namespace rolecall::live
