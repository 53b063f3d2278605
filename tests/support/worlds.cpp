#include "support/worlds.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace rolecall::test {

using model::list_kind;
using model::list_ref;
using model::principal_kind;

namespace {

bool is_predefined_role(const std::string& project, const std::string& name) {
  if (project.empty()) return name == "owner" || name == "reader";
  return name == "owner" || name == "member" || name == "viewer";
}

void add_once(std::vector<std::string>& ids, const std::string& id) {
  if (std::ranges::count(ids, id) == 0) ids.push_back(id);
}

void read(model::organization& org, list_kind kind, const std::string& project = {},
          const std::string& who = {}) {
  org.read[{kind, project, who}] = {1, {}};
}

} // namespace

std::string project_id(const std::string& name) {
  std::string id = name.empty() ? "" : "proj_" + name;
  std::ranges::replace(id, ' ', '_');
  return id;
}

std::string world::role_id(const std::string& project, const std::string& name) {
  if (!is_predefined_role(project, name))
    return "role_" + (project.empty() ? "" : project_id(project).substr(5) + "_") + name;
  return project.empty() ? "role-api-organization-" + name + "__api-organization__org-1"
                         : "role-api-project-" + name + "__api-project__" + project_id(project);
}

world::world() {
  org_.id = "org-1";
  predefined("owner", {"all"});
  predefined("reader", {"read"});
}

world& world::role(const std::string& name, permissions allowed, const std::string& id) {
  std::ranges::sort(allowed);
  org_.roles.push_back({id.empty() ? role_id("", name) : id, name, {}, std::move(allowed), false, {}});
  return *this;
}
world& world::predefined(const std::string& name, permissions allowed) {
  std::ranges::sort(allowed);
  org_.roles.push_back({role_id("", name), name, {}, std::move(allowed), true, {}});
  return *this;
}
world& world::describe(const std::string& role_id, const std::string& description) {
  std::ranges::find(org_.roles, role_id, &model::live_role::id)->description = description;
  return *this;
}
world& world::group(const std::string& name, model::group_owner owner, const std::string& id) {
  org_.groups.push_back({id.empty() ? "group_" + name : id, name, owner});
  return *this;
}
world& world::user(const std::string& name) {
  org_.users.push_back({"user_" + name, name + "@example.com"});
  return *this;
}
world& world::nameless(const std::string& name) {
  org_.users.push_back({"user_" + name, ""});
  return *this;
}
world& world::account(const std::string& name) {
  nameless(name);
  org_.users.back().service_account = true;
  return *this;
}
world& world::invite(const std::string& name, model::invite_status status) {
  org_.invites.push_back({"invite_" + name, name + "@example.com", status});
  return *this;
}
world& world::member(const std::string& group, const std::string& user) {
  add_once(org_.members[{list_kind::group_members, {}, "group_" + group}], "user_" + user);
  return *this;
}

world& world::project(const std::string& name, const std::string& id) {
  const std::string own_id = id.empty() ? project_id(name) : id;
  org_.projects.push_back({own_id, name, false});
  const auto add = [&](const std::string& role, permissions allowed) {
    org_.roles.push_back({role_id(name, role), "Project " + role, {}, std::move(allowed), true, own_id});
  };
  add("owner", {"project.all"});
  add("member", {"project.use"});
  add("viewer", {"project.see"});
  return *this;
}
world& world::archived(const std::string& name) {
  org_.projects.push_back({project_id(name), name, true});
  return *this;
}
world& world::project_role(const std::string& project, const std::string& name, permissions allowed) {
  std::ranges::sort(allowed);
  org_.roles.push_back({role_id(project, name), name, {}, std::move(allowed), false, project_id(project)});
  return *this;
}
world& world::listed(const std::string& project, const std::string& group) {
  add_once(org_.members[{list_kind::project_groups, project_id(project), {}}], "group_" + group);
  return *this;
}
world& world::listed_user(const std::string& project, const std::string& user) {
  add_once(org_.members[{list_kind::project_users, project_id(project), {}}], "user_" + user);
  return *this;
}

void world::hold(const std::string& project, principal_kind kind, const std::string& who,
                 const std::string& role, bool inherited) {
  org_.grants.push_back({project_id(project), kind, who, role_id(project, role),
                         inherited ? model::grant_source::inherited : model::grant_source::direct});
}
world& world::grant(const std::string& group, const std::string& role) { return grant_in("", group, role); }
world& world::grant_in(const std::string& project, const std::string& group, const std::string& role) {
  hold(project, principal_kind::group, "group_" + group, role);
  return project.empty() ? *this : listed(project, group);
}
world& world::user_grant(const std::string& user, const std::string& role) {
  return user_grant_in("", user, role);
}
world& world::user_grant_in(const std::string& project, const std::string& user, const std::string& role) {
  hold(project, principal_kind::user, "user_" + user, role);
  return project.empty() ? *this : listed_user(project, user);
}
world& world::inherited(const std::string& user, const std::string& role) {
  hold("", principal_kind::user, "user_" + user, role, true);
  return *this;
}

world& world::untold(const std::string& user, const std::string& role) { return untold_in("", user, role); }
world& world::untold_in(const std::string& project, const std::string& user, const std::string& role) {
  user_grant_in(project, user, role);
  org_.grants.back().source = model::grant_source::untold;
  return *this;
}

model::organization world::live() const {
  model::organization out = org_;
  show_group_roles(out, user_lists::own);
  mark_all_read(out);
  out.sort();
  return out;
}

namespace {

std::set<std::tuple<std::string, std::string, std::string>> given_by_groups(const model::organization& org) {
  std::set<std::tuple<std::string, std::string, std::string>> out; // project, user, role
  for (const model::live_grant& g : org.grants) {
    if (g.kind != principal_kind::group) continue;
    for (const std::string& user : org.listed({list_kind::group_members, {}, g.principal_id}))
      out.emplace(g.project_id, user, g.role_id);
  }
  return out;
}

} // namespace

void show_group_roles(model::organization& org, user_lists lists) {
  using model::grant_source;
  auto given = given_by_groups(org);
  for (model::live_grant& g : org.grants) {
    if (g.kind != principal_kind::user) continue;
    const bool by_group = given.erase({g.project_id, g.principal_id, g.role_id}) > 0;
    if (g.source == grant_source::untold && by_group) g.source = grant_source::explained;
  }
  if (lists == user_lists::own) return;
  const grant_source source =
      lists == user_lists::sources ? grant_source::inherited : grant_source::explained;
  for (const auto& [project, user, role] : given)
    org.grants.push_back({project, principal_kind::user, user, role, source});
}

void tell_owners(model::organization& org, user_lists lists) {
  const std::string owner = world::role_id("", "owner");
  for (model::live_user& user : org.users) {
    const bool himself = std::ranges::any_of(org.grants, [&](const model::live_grant& g) {
      return g.principal_id == user.id && g.role_id == owner && g.source != model::grant_source::inherited;
    });
    const bool shown = himself || (lists == user_lists::everything && is_owner_in(org, user.id));
    user.organization_role = shown ? "owner" : "reader";
  }
}

bool is_owner_in(const model::organization& whole, const std::string& user_id) {
  const std::string owner = world::role_id("", "owner");
  return std::ranges::any_of(whole.grants, [&](const model::live_grant& g) {
    if (g.role_id != owner) return false;
    const auto& members = whole.listed({list_kind::group_members, {}, g.principal_id});
    return g.principal_id == user_id || std::ranges::count(members, user_id) > 0;
  });
}

void mark_all_read(model::organization& org) {
  for (const list_kind kind : {list_kind::organization_roles, list_kind::groups, list_kind::projects,
                               list_kind::users, list_kind::invites}) {
    read(org, kind);
  }
  org.members.try_emplace({list_kind::users, {}, {}});
  for (const model::live_group& group : org.groups) {
    read(org, list_kind::group_members, {}, group.id);
    read(org, list_kind::group_roles, {}, group.id);
    org.members.try_emplace({list_kind::group_members, {}, group.id});
  }
  std::vector<std::string>& users = org.members[{list_kind::users, {}, {}}];
  for (const model::live_user& user : org.users) {
    read(org, list_kind::user_roles, {}, user.id);
    add_once(users, user.id);
  }
  for (const model::live_project& project : org.projects) {
    for (const list_kind kind :
         {list_kind::project_roles, list_kind::project_groups, list_kind::project_users}) {
      read(org, kind, project.id);
    }
    org.members.try_emplace({list_kind::project_groups, project.id, {}});
    org.members.try_emplace({list_kind::project_users, project.id, {}});
    for (const model::live_group& group : org.groups)
      read(org, list_kind::project_group_roles, project.id, group.id);
    for (const model::live_user& user : org.users)
      read(org, list_kind::project_user_roles, project.id, user.id);
  }
}

} // namespace rolecall::test
