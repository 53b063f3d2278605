#include "live/estimate.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rolecall::live {
namespace {

using model::address;
using model::address_part;
using model::list_kind;
using model::ownership;

constexpr std::size_t emails_in_a_call = 100;

/// How many lists of one kind the policy alone asks for; more if `open`.
struct tally {
  std::size_t lists = 0;
  bool open = false;
};

/// Counts over the policy, or the part of it that `only` reaches.
class counting {
public:
  counting(const model::policy& policy, const model::selection& only) : policy_(policy), only_(only) {
    if (policy.groups) count_groups(*policy.groups);
    if (policy.users) count_users(*policy.users);
    for (const model::project& project : policy.projects) count_project(project);
    templates = !policy.templates.empty() && only.reaches(address(), "project");
    projects = projects || templates;
    for (const model::project_template& one : policy.templates) groups = groups || (templates && one.groups);
  }

  bool groups = false;   ///< the list of groups is needed
  bool projects = false; ///< and that of projects
  bool templates = false;
  bool invites = false;
  tally members, group_roles, user_roles, project_roles, project_groups, project_users, roles_in_projects,
      user_roles_in_projects;

  /// E-mails that no list of the plan is bound to show.
  [[nodiscard]] std::size_t unknown_emails() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(emails_, [this](const std::string& who) { return !shown_.contains(who); }));
  }
  [[nodiscard]] bool names_emails() const { return !emails_.empty(); }

private:
  [[nodiscard]] bool reaches(const char* kind, const std::string& name, const char* what) const {
    return only_.reaches(address() / address_part{kind, {name, {}}}, what);
  }

  void count_groups(const std::vector<model::group>& all) {
    groups = only_.reaches(address(), "group");
    for (const model::group& group : all) {
      if (group.roles && reaches("group", group.name.text, "grant")) ++group_roles.lists;
      if (!group.members || !reaches("group", group.name.text, "member")) continue;
      ++members.lists;
      for (const model::written& who : *group.members) name(who.text);
      for (const model::written& who : *group.members) shown_.insert(who.text);
    }
    group_roles.open = groups && policy_.manage.grants == ownership::authoritative;
  }

  void count_users(const std::vector<model::user>& all) {
    for (const model::user& user : all) {
      if (!only_.reaches(address() / address_part{"user", {user.key.text, {}}})) continue;
      name(user.key.text);
      invites = invites || user.invite;
      if (user.roles) ++user_roles.lists;
    }
    user_roles.open = policy_.manage.grants == ownership::authoritative && only_.reaches(address(), "user");
  }

  void count_project(const model::project& project) {
    const address at = address() / address_part{"project", {project.key.text, {}}};
    if (!only_.reaches(at)) return;
    projects = true;
    if (project.roles || project.groups || project.users) ++project_roles.lists;
    const bool all = project.manage.value_or(policy_.manage).grants == ownership::authoritative;
    if (project.groups) {
      groups = groups || all || !project.groups->empty();
      roles_in_projects.lists += project.groups->size();
      add_listed(project_groups, roles_in_projects, all);
    }
    if (project.users) {
      user_roles_in_projects.lists += project.users->size();
      add_listed(project_users, user_roles_in_projects, all);
      for (const model::project_grants& user : *project.users) name(user.who.text);
    }
  }

  /// Who is listed in an authoritative project is asked for too.
  static void add_listed(tally& listed, tally& held, bool all) {
    if (!all) return;
    ++listed.lists;
    held.open = true;
  }

  void name(const std::string& who) {
    if (model::is_email(who)) emails_.insert(who);
  }

  const model::policy& policy_;
  const model::selection& only_;
  std::set<std::string> emails_;
  std::set<std::string> shown_; // by the members lists, where the policy is carried out already
};

bool takes_away(const model::manage& m) {
  return m.roles == ownership::authoritative || m.groups == ownership::authoritative ||
         m.members == ownership::authoritative || m.grants == ownership::authoritative;
}

/// Whether a plan of this policy could remove anything.
bool may_remove(const model::policy& policy) {
  const auto own = [](const auto& thing) { return thing.manage && takes_away(*thing.manage); };
  return takes_away(policy.manage) || (policy.groups && std::ranges::any_of(*policy.groups, own)) ||
         std::ranges::any_of(policy.projects, own) || std::ranges::any_of(policy.templates, own);
}

/// What the answers may ask for, by route, and why.
std::map<std::string, std::string> asked_for(const model::policy& policy) {
  std::map<std::string, std::string> out;
  const auto add = [&out](list_kind kind, const std::string& why) { out.emplace(model::route(kind), why); };
  const bool groups =
      std::ranges::any_of(policy.projects, [](const auto& p) { return p.groups.has_value(); }) ||
      std::ranges::any_of(policy.templates, [](const auto& t) { return t.groups.has_value(); });
  const bool users =
      std::ranges::any_of(policy.projects, [](const auto& p) { return p.users.has_value(); }) ||
      std::ranges::any_of(policy.templates, [](const auto& t) { return t.users.has_value(); });
  if (groups) add(list_kind::project_groups, "who is in a project, where a group has no role there yet");
  if (users) add(list_kind::project_users, "who is in a project, where a user has no role there yet");
  const bool removes = may_remove(policy);
  const std::string holders = "who holds what would go, and through which groups";
  if (removes) {
    for (const list_kind kind :
         {list_kind::groups, list_kind::group_roles, list_kind::group_members, list_kind::user_roles,
          list_kind::projects, list_kind::project_roles, list_kind::project_groups, list_kind::project_users,
          list_kind::project_group_roles, list_kind::project_user_roles})
      add(kind, holders);
    add(list_kind::users, holders + "; the owners, if one of them would go");
  }
  if (removes || policy.roles || !policy.project_roles.empty())
    out.emplace(admin_keys_route, "whose key this is, if somebody could cease to be an administrator");
  return out;
}

} // namespace

std::vector<expected_reads> estimate(const model::policy& policy, const model::selection& only) {
  const counting c(policy, only);
  std::vector<expected_reads> out;
  const auto add = [&out](int stage, list_kind kind, std::size_t calls, bool at_least, std::string why) {
    if (calls > 0 || at_least) out.push_back({stage, model::route(kind), calls, at_least, std::move(why)});
  };
  const int top = policy.organization ? 2 : 1; // alone first, where it must confirm the organization
  const int next = top + 1;
  const bool t = c.templates;
  add(1, list_kind::organization_roles, 1, false, "roles, and which organization this is");
  if (c.groups) add(top, list_kind::groups, 1, true, "groups; pages of 1000");
  if (c.projects) add(top, list_kind::projects, 1, true, "projects; pages of 100");
  if (c.user_roles.open) add(top, list_kind::users, 1, true, "users; pages of 100");
  add(next, list_kind::group_members, c.members.lists, false, "each group with members");
  add(next, list_kind::group_roles, c.group_roles.lists, c.group_roles.open,
      c.group_roles.open ? "each group: grants are authoritative" : "each group with roles");
  add(next, list_kind::user_roles, c.user_roles.lists, c.user_roles.open,
      c.user_roles.open ? "each user: grants are authoritative" : "each user with roles");
  add(next, list_kind::project_roles, c.project_roles.lists, t,
      t ? "each project with roles, groups or users, and those of templates"
        : "each project with roles, groups or users");
  add(next, list_kind::project_groups, c.project_groups.lists, t,
      "each project whose grants to groups are authoritative");
  add(next, list_kind::project_users, c.project_users.lists, false,
      "each project whose grants to users are authoritative");
  add(next, list_kind::project_group_roles, c.roles_in_projects.lists, c.roles_in_projects.open || t,
      c.roles_in_projects.open ? "each group in a project, named or listed there"
                               : "each group named in a project");
  add(next, list_kind::project_user_roles, c.user_roles_in_projects.lists, c.user_roles_in_projects.open || t,
      c.user_roles_in_projects.open ? "each user in a project, named or listed there"
                                    : "each user named in a project");
  if (c.names_emails() && !c.user_roles.open) {
    add(next + 1, list_kind::users_by_email, (c.unknown_emails() + emails_in_a_call - 1) / emails_in_a_call,
        true, "users by e-mail, 100 a call; only those whom no list above shows");
  }
  if (c.invites) add(next + 1, list_kind::invites, 0, true, "invitations, if one to be invited is not there");
  std::map<std::string, std::string> asked = asked_for(policy);
  for (expected_reads& e : out) e.may_grow = asked.contains(e.route);
  for (const expected_reads& e : out) asked.erase(e.route);
  for (const auto& [route, why] : asked) out.push_back({next + 2, route, 0, false, why, true});
  return out;
}

} // namespace rolecall::live
