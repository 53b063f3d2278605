#include "support/policies.hpp"

#include <algorithm>
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

} // namespace

model::written rules::write(const std::string& text) { return {text, {{"policy.yaml", ++line_, 1}, 1}}; }

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
  group.roles.emplace();
  for (const std::string& role : roles) group.roles->push_back(write(role));
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
rules& rules::group_in(const std::string& key, const std::string& group, names roles) {
  model::project& project = entry(key);
  model::project_grants& granted = opened(project.groups).emplace_back();
  granted.who = write(group);
  for (const std::string& role : roles) granted.roles.push_back(write(role));
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
    if (project.groups) {
      std::ranges::sort(*project.groups, {}, [](const model::project_grants& g) { return g.who.text; });
    }
  }
  return out;
}

} // namespace rolecall::test
