#include "support/policies.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace rolecall::test {
namespace {

template <class T>
std::vector<T>& opened(std::optional<std::vector<T>>& list) {
  if (!list) list.emplace();
  return *list;
}

void sort_roles(std::vector<model::role>& roles) {
  std::ranges::sort(roles, {}, [](const model::role& r) { return r.name.text; });
}

void sort_grants(std::optional<std::vector<model::project_grants>>& list) {
  if (list) std::ranges::sort(*list, {}, [](const model::project_grants& g) { return g.who.text; });
}

template <class Entry>
Entry& named(std::vector<Entry>& entries, const std::string& name) {
  const auto found = std::ranges::find(entries, name, [](const Entry& e) { return e.name.text; });
  if (found == entries.end()) throw std::invalid_argument("nothing was said of " + name);
  return *found;
}

} // namespace

model::written rules::write(const std::string& text) { return {text, {{"policy.yaml", ++line_, 1}, 1}}; }

std::vector<model::written> rules::write_all(const names& texts) {
  std::vector<model::written> out;
  for (const std::string& text : texts) out.push_back(write(text));
  return out;
}

rules& rules::organization(const std::string& id) {
  policy_.organization = write(id);
  return *this;
}
rules& rules::except_roles(const std::string& glob) {
  policy_.except.roles.push_back(write(glob));
  return *this;
}
rules& rules::except_groups(const std::string& glob) {
  policy_.except.groups.push_back(write(glob));
  return *this;
}
rules& rules::except_projects(const std::string& glob) {
  policy_.except.projects.push_back(write(glob));
  return *this;
}

model::role rules::custom(const std::string& name, names allowed, std::optional<std::string> description) {
  model::role role;
  role.name = write(name);
  role.description = std::move(description);
  std::ranges::sort(allowed);
  for (const std::string& permission : allowed) role.permissions.push_back({permission, role.name.at, {}});
  return role;
}
model::role rules::foreign(const std::string& name) {
  model::role role;
  role.name = write(name);
  role.create = false;
  return role;
}

rules& rules::no_roles() {
  opened(policy_.roles);
  return *this;
}
rules& rules::role(const std::string& name, names allowed, std::optional<std::string> description) {
  opened(policy_.roles).push_back(custom(name, std::move(allowed), std::move(description)));
  return *this;
}
rules& rules::foreign_role(const std::string& name) {
  opened(policy_.roles).push_back(foreign(name));
  return *this;
}
rules& rules::shared_role(const std::string& name, names allowed) {
  policy_.project_roles.push_back(custom(name, std::move(allowed), {}));
  return *this;
}

rules& rules::no_groups() {
  opened(policy_.groups);
  return *this;
}
model::group& rules::add_group(const std::string& name) {
  model::group group;
  group.name = write(name);
  return opened(policy_.groups).emplace_back(std::move(group));
}
rules& rules::group(const std::string& name) {
  add_group(name);
  return *this;
}
rules& rules::group(const std::string& name, names roles) {
  model::group& group = add_group(name);
  group.roles = write_all(roles);
  return *this;
}
rules& rules::foreign_group(const std::string& name) {
  add_group(name).create = false;
  return *this;
}
rules& rules::foreign_group(const std::string& name, names roles) {
  group(name, std::move(roles));
  policy_.groups->back().create = false;
  return *this;
}

model::group& rules::known_group(const std::string& name) { return named(opened(policy_.groups), name); }
rules& rules::members(const std::string& group, names who) {
  known_group(group).members = write_all(who);
  return *this;
}
rules& rules::manage_group(const std::string& group, model::manage manage) {
  known_group(group).manage = manage;
  return *this;
}

rules& rules::no_users() {
  opened(policy_.users);
  return *this;
}
model::user& rules::add_user(const std::string& who) {
  model::user user;
  user.key = write(who);
  return opened(policy_.users).emplace_back(std::move(user));
}
rules& rules::user(const std::string& who) {
  add_user(who);
  return *this;
}
rules& rules::user(const std::string& who, names roles) {
  model::user& user = add_user(who);
  user.roles = write_all(roles);
  return *this;
}
rules& rules::invited(const std::string& who) {
  add_user(who).invite = true;
  return *this;
}
rules& rules::invited(const std::string& who, names roles) {
  user(who, std::move(roles));
  policy_.users->back().invite = true;
  return *this;
}

model::role& rules::known_role(const std::string& project, const std::string& name) {
  return named(opened(project.empty() ? policy_.roles : entry(project).roles), name);
}
void rules::pin(model::identity& live, const std::string& id, const std::optional<std::string>& live_name) {
  live.id = write(id);
  if (live_name) live.name = write(*live_name);
}
rules& rules::pin_role(const std::string& project, const std::string& name, const std::string& id,
                       std::optional<std::string> live_name) {
  pin(known_role(project, name).live, id, live_name);
  return *this;
}
rules& rules::pin_group(const std::string& name, const std::string& id,
                        std::optional<std::string> live_name) {
  pin(known_group(name).live, id, live_name);
  return *this;
}
rules& rules::role_was(const std::string& project, const std::string& name, const std::string& old_name) {
  known_role(project, name).live.previously.push_back(write(old_name));
  return *this;
}
rules& rules::shared_role_was(const std::string& name, const std::string& old_name) {
  named(policy_.project_roles, name).live.previously.push_back(write(old_name));
  return *this;
}
rules& rules::group_was(const std::string& name, const std::string& old_name) {
  known_group(name).live.previously.push_back(write(old_name));
  return *this;
}

model::project& rules::entry(const std::string& key) {
  const auto known =
      std::ranges::find(policy_.projects, key, [](const model::project& p) { return p.key.text; });
  if (known != policy_.projects.end()) return *known;
  model::project project;
  project.key = write(key);
  return policy_.projects.emplace_back(std::move(project));
}
rules& rules::project(const std::string& key) {
  entry(key);
  return *this;
}
rules& rules::new_project(const std::string& key) {
  entry(key).create = true;
  return *this;
}
rules& rules::pin(const std::string& key, const std::string& id, std::optional<std::string> name) {
  model::project& project = entry(key);
  project.id = write(id);
  if (name) project.name = write(*name);
  return *this;
}
rules& rules::manage_in(const std::string& key, model::manage manage) {
  entry(key).manage = manage;
  return *this;
}
rules& rules::no_roles_in(const std::string& key) {
  opened(entry(key).roles);
  return *this;
}
rules& rules::role_in(const std::string& key, const std::string& name, names allowed) {
  model::project& project = entry(key);
  opened(project.roles).push_back(custom(name, std::move(allowed), {}));
  return *this;
}
rules& rules::foreign_role_in(const std::string& key, const std::string& name) {
  model::project& project = entry(key);
  opened(project.roles).push_back(foreign(name));
  return *this;
}
rules& rules::shared_role_in(const std::string& key, const std::string& name) {
  model::project& project = entry(key);
  model::role role;
  role.name = write(name);
  role.shared = true;
  opened(project.roles).push_back(std::move(role));
  return *this;
}
rules& rules::no_groups_in(const std::string& key) {
  opened(entry(key).groups);
  return *this;
}
void rules::grant(std::optional<std::vector<model::project_grants>>& list, const std::string& who,
                  const names& roles) {
  model::project_grants& granted = opened(list).emplace_back();
  granted.who = write(who);
  granted.roles = write_all(roles);
}
rules& rules::group_in(const std::string& key, const std::string& group, names roles) {
  grant(entry(key).groups, group, roles);
  return *this;
}
rules& rules::no_users_in(const std::string& key) {
  opened(entry(key).users);
  return *this;
}
rules& rules::user_in(const std::string& key, const std::string& who, names roles) {
  grant(entry(key).users, who, roles);
  return *this;
}

rules& rules::matching(names globs) {
  model::project_template made;
  made.match = write_all(globs);
  made.at = made.match.front().at;
  policy_.templates.push_back(std::move(made));
  return *this;
}
rules& rules::but_not(const std::string& glob) {
  policy_.templates.back().except.push_back(write(glob));
  return *this;
}
rules& rules::manage_matched(model::manage manage) {
  policy_.templates.back().manage = manage;
  return *this;
}
rules& rules::no_groups_there() {
  opened(policy_.templates.back().groups);
  return *this;
}
rules& rules::group_there(const std::string& group, names roles) {
  grant(policy_.templates.back().groups, group, roles);
  return *this;
}
rules& rules::no_users_there() {
  opened(policy_.templates.back().users);
  return *this;
}
rules& rules::user_there(const std::string& who, names roles) {
  grant(policy_.templates.back().users, who, roles);
  return *this;
}

model::policy rules::policy() const {
  model::policy out = policy_;
  if (out.roles) sort_roles(*out.roles);
  sort_roles(out.project_roles);
  if (out.groups) std::ranges::sort(*out.groups, {}, [](const model::group& g) { return g.name.text; });
  std::ranges::sort(out.projects, {}, [](const model::project& p) { return p.key.text; });
  for (model::project& project : out.projects) {
    if (project.roles) sort_roles(*project.roles);
    sort_grants(project.groups);
    sort_grants(project.users);
  }
  if (out.users) std::ranges::sort(*out.users, {}, [](const model::user& u) { return u.key.text; });
  for (model::project_template& one : out.templates) {
    sort_grants(one.groups);
    sort_grants(one.users);
  }
  return out;
}

} // namespace rolecall::test
