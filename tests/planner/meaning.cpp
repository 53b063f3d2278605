#include "meaning.hpp"

#include "base/glob.hpp"

#include <algorithm>

namespace rolecall::test {
namespace {

template <class Thing>
const Thing* with_id(const std::vector<Thing>& things, const std::string& id) {
  const auto found = std::ranges::find(things, id, &Thing::id);
  return found == things.end() ? nullptr : &*found;
}

/// By its id, else by its name, else by the one old name that is live.
template <class Thing>
const Thing* identified(const std::vector<const Thing*>& things, const std::string& name,
                        const model::identity& by) {
  const auto only = [&](const auto& fits) -> const Thing* {
    const auto first = std::ranges::find_if(things, fits);
    return first != things.end() && std::ranges::count_if(things, fits) == 1 ? *first : nullptr;
  };
  if (by.id) return only([&](const Thing* t) { return t->id == by.id->text; });
  const auto named = [&](const Thing* t) { return t->name == name; };
  if (std::ranges::any_of(things, named)) return only(named);
  return only([&](const Thing* t) {
    return std::ranges::any_of(by.previously, [&](const model::written& old) { return old.text == t->name; });
  });
}

} // namespace

const model::live_role* meaning::role_named(const std::string& project_id, const std::string& name,
                                            bool predefined) const {
  for (const model::live_role& role : live_.roles) {
    if (role.project_id == project_id && role.predefined == predefined && model::plain_name(role) == name)
      return &role;
  }
  return nullptr;
}

const model::live_role* meaning::role(const model::role& entry, const std::string& project_id) const {
  std::vector<const model::live_role*> custom;
  for (const model::live_role& role : live_.roles) {
    if (role.project_id == project_id && !role.predefined) custom.push_back(&role);
  }
  return identified(custom, entry.name.text, entry.live);
}

const model::live_group* meaning::group(const model::group& entry) const {
  std::vector<const model::live_group*> all;
  for (const model::live_group& group : live_.groups) all.push_back(&group);
  return identified(all, entry.name.text, entry.live);
}

const model::live_project* meaning::project(const model::project& entry) const {
  if (entry.id) return with_id(live_.projects, entry.id->text);
  const std::string& name = entry.name ? entry.name->text : entry.key.text;
  const auto found = std::ranges::find(live_.projects, name, &model::live_project::name);
  return found == live_.projects.end() ? nullptr : &*found;
}

std::string meaning::group_id(const std::string& name) const {
  const auto entry =
      std::ranges::find(*policy_.groups, name, [](const model::group& g) { return g.name.text; });
  const model::live_group* found = group(*entry);
  return found ? found->id : std::string();
}

std::string meaning::user_id(const std::string& who) const {
  if (!model::is_email(who)) return who;
  const auto found = std::ranges::find(live_.users, who, &model::live_user::email);
  return found == live_.users.end() ? std::string() : found->id;
}

const model::live_role* meaning::granted(const std::string& name, const std::string& project_id) const {
  if (model::is_predefined_name(name)) return role_named(project_id, name, true);
  const auto declared_in = [&](const std::vector<model::role>& roles, bool shared) -> const model::role* {
    const auto found = std::ranges::find_if(
        roles, [&](const model::role& r) { return r.name.text == name && (shared || !r.shared); });
    return found == roles.end() ? nullptr : &*found;
  };
  const model::project* own = project_id.empty() ? nullptr : entry_of_project(project_id);
  const model::role* entry = nullptr;
  if (project_id.empty() && policy_.roles) entry = declared_in(*policy_.roles, false);
  if (own && own->roles) entry = declared_in(*own->roles, false);
  if (!entry && !project_id.empty()) entry = declared_in(policy_.project_roles, true);
  return entry ? role(*entry, project_id) : nullptr;
}

const model::group* meaning::entry_of_group(const std::string& id) const {
  if (!policy_.groups) return nullptr;
  for (const model::group& entry : *policy_.groups) {
    const model::live_group* found = group(entry);
    if (found && found->id == id) return &entry;
  }
  return nullptr;
}

const model::user* meaning::entry_of_user(const std::string& id) const {
  if (!policy_.users) return nullptr;
  for (const model::user& entry : *policy_.users) {
    if (user_id(entry.key.text) == id) return &entry;
  }
  return nullptr;
}

const model::project* meaning::entry_of_project(const std::string& id) const {
  for (const model::project& entry : policy_.projects) {
    const model::live_project* found = project(entry);
    if (found && found->id == id) return &entry;
  }
  return nullptr;
}

std::vector<const model::project_template*> meaning::templates_of(const model::live_project& project) const {
  std::vector<const model::project_template*> out;
  if (project.archived || matches(policy_.except.projects, project.name)) return out;
  for (const model::project_template& one : policy_.templates) {
    if (matches(one.match, project.name) && !matches(one.except, project.name)) out.push_back(&one);
  }
  return out;
}

meaning::list meaning::united(const std::string& project_id, grants model::project::*own,
                              grants model::project_template::*from_template) const {
  list out;
  const auto add = [&](const grants& said, bool owned) {
    if (!said) return;
    out.is_owned = out.is_owned || owned;
    for (const model::project_grants& entry : *said) out.entries.push_back(&entry);
  };
  if (const model::project* entry = entry_of_project(project_id)) add(entry->*own, true);
  for (const model::project_template* one : templates_of(*live_.project(project_id)))
    add(one->*from_template, one->manage.has_value());
  return out;
}

meaning::list meaning::groups_in(const std::string& project_id) const {
  return united(project_id, &model::project::groups, &model::project_template::groups);
}
meaning::list meaning::users_in(const std::string& project_id) const {
  return united(project_id, &model::project::users, &model::project_template::users);
}

model::manage meaning::manage_in(const std::string& project_id) const {
  const model::project* entry = entry_of_project(project_id);
  if (entry && entry->manage) return *entry->manage;
  for (const model::project_template* one : templates_of(*live_.project(project_id))) {
    if (one->manage) return *one->manage;
  }
  return entry ? policy_.manage : model::manage{};
}

bool meaning::matches(const std::vector<model::written>& globs, const std::string& name) {
  return std::ranges::any_of(globs, [&](const model::written& g) { return base::glob_match(g.text, name); });
}

bool meaning::names_id(const std::string& user_id) const {
  const auto is_he = [&](const model::written& who) { return who.text == user_id; };
  const auto among = [&](const grants& said) {
    return said && std::ranges::any_of(*said, [&](const model::project_grants& g) { return is_he(g.who); });
  };
  const auto in_members = [&](const model::group& g) {
    return g.members && std::ranges::any_of(*g.members, is_he);
  };
  const bool in_users = policy_.users && std::ranges::any_of(*policy_.users, [&](const model::user& u) {
                          return is_he(u.key);
                        });
  return in_users || (policy_.groups && std::ranges::any_of(*policy_.groups, in_members)) ||
         std::ranges::any_of(policy_.projects, [&](const model::project& p) { return among(p.users); }) ||
         std::ranges::any_of(policy_.templates,
                             [&](const model::project_template& t) { return among(t.users); });
}

} // namespace rolecall::test
