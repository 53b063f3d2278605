#include "policy/resolve_projects.hpp"

#include "base/text.hpp"
#include "policy/subject.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rolecall::policy {
namespace {

using base::quoted;
using model::address;
using model::address_part;
using model::list_kind;
using model::principal_kind;
using model::scope;
using model::symbol;

const model::list_ref all_projects{list_kind::projects, {}, {}};

/// The API marks the default project in no way; this is the name it is given, and nobody can rename it there.
bool is_default_project(const std::string& name) { return base::same_but_case(name, "default project"); }

} // namespace

void project_resolver::run() {
  if (!r_.has_read(all_projects)) return;
  for (const model::project& own : r_.policy.projects) entry(own);
  matched_by_templates();
}

void project_resolver::entry(const model::project& own) {
  const model::live_project* live = find(own);
  if (!live) return;
  const symbol key = r_.names.intern(live->id);
  if (std::ranges::count(r_.out.projects, key, &model::wanted_project::key) > 0) {
    r_.problem(rule::same_project, own.key.at, "another entry means the same project " + quoted(live->id),
               "keep one entry for each project");
    return;
  }
  resolve({&own, live->id, live->name, key, own.key.at});
}

void project_resolver::matched_by_templates() {
  for (const model::project_template& one : r_.policy.templates) {
    bool any = std::ranges::any_of(r_.out.projects,
                                   [&](const model::wanted_project& p) { return matches(one, p.name); });
    for (const model::live_project& live : r_.live.projects) {
      const symbol key = r_.names.find(live.id);
      if (live.archived || r_.out.excepted.contains(key) || !matches(one, live.name)) continue;
      any = true;
      if (std::ranges::count(r_.out.projects, key, &model::wanted_project::key) > 0) continue;
      resolve({nullptr, live.id, live.name, key, one.at});
    }
    if (any || !r_.out.only.is_everything()) continue;
    r_.problem(rule::template_matches_nothing, one.at, "this template matches no active project",
               "a glob covers the whole name: \"prod-*\" matches prod-web and not web-prod",
               subject{nullptr, "template", name_of_template(one)}.text());
  }
}

const model::live_project* project_resolver::find(const model::project& own) {
  const std::string& name = own.name ? own.name->text : own.key.text;
  const address at = address() / address_part{"project", {own.key.text, {}}};
  const model::live_project* live = only_one(own, name);
  if (!live) return nullptr;
  if (live->name != name) {
    r_.problem(rule::pinned_name_differs, own.id->at,
               "the project with id " + quoted(live->id) + " is named " + quoted(live->name) + ", not " +
                   quoted(name),
               "correct the id, or say \"name: " + quoted(live->name) + "\" beside it");
    return nullptr;
  }
  if (live->archived) {
    r_.block(at, own.key.at, "the project is archived; archived projects cannot be changed");
    return nullptr;
  }
  if (r_.out.excepted.contains(r_.names.find(live->id))) {
    r_.problem(rule::excepted, own.key.at,
               "project " + quoted(name) +
                   " is declared here, but \"manage.except\" gives it to another policy",
               "take it out of one of the two");
  }
  return live;
}

/// The live project that the entry means. None: it is blocked, to be created, or one of several.
const model::live_project* project_resolver::only_one(const model::project& own, const std::string& name) {
  std::vector<const model::live_project*> found;
  for (const model::live_project& live : r_.live.projects) {
    if (own.id ? live.id == own.id->text : live.name == name) found.push_back(&live);
  }
  const std::size_t all = found.size();
  if (all > 1) std::erase_if(found, [](const model::live_project* p) { return p->archived; });
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    std::string ids;
    for (const model::live_project* p : found) ids += (ids.empty() ? "" : ", ") + base::printable(p->id);
    r_.problem(rule::ambiguous_name, own.key.at,
               std::to_string(found.size()) + " live projects are named " + quoted(own.key.text) + " (" +
                   ids + ")",
               "pin the one you mean with \"id: proj_...\"");
  } else if (own.create) {
    resolve({&own, {}, name, r_.new_thing("project", "", name), own.key.at});
  } else {
    r_.block(address() / address_part{"project", {own.key.text, {}}}, own.key.at,
             own.id ? "no active project has the id " + quoted(own.id->text)
                    : "no active project has this name" + (all > 0 ? ", only archived ones" : std::string()) +
                          "; \"create: true\" creates it");
  }
  return nullptr;
}

void project_resolver::resolve(const target& project) {
  const united_project said = unite(r_, project.own, project.name);
  const bool has_roles = project.own && project.own->roles;
  model::wanted_project wanted;
  wanted.key = project.key;
  wanted.id = project.id;
  wanted.name = project.name;
  wanted.cause = project.cause;
  wanted.roles = rule_of(has_roles, said.manage.roles);
  wanted.uses_roles = has_roles || said.groups.any || said.users.any;
  const bool roles_known = project.id.empty() || r_.has_read({list_kind::project_roles, project.id, {}});
  if (roles_known && !want_roles(project, said)) hold(wanted.roles);
  wanted.group_grants = grants(project, said.groups, principal_kind::group, said.manage.grants);
  wanted.user_grants = grants(project, said.users, principal_kind::user, said.manage.grants);
  r_.out.projects.push_back(std::move(wanted));
}

/// The project's own roles, and those of project_roles that something grants there. False: a line is blocked.
bool project_resolver::want_roles(const target& project, const united_project& said) {
  bool all = true;
  std::set<std::string> seen;
  const scope at{project.key};
  if (project.own && project.own->roles) {
    for (const model::role& role : *project.own->roles) {
      seen.insert(role.name.text);
      const model::role* body = role.shared ? roles_.shared(role.name.text) : &role;
      if (body && !roles_.want(at, project.id, *body, role.name.at)) all = false;
    }
  }
  const bool groups = want_granted(project, said.groups, seen);
  const bool users = want_granted(project, said.users, seen);
  return all && groups && users;
}

bool project_resolver::want_granted(const target& project, const united_list& list,
                                    std::set<std::string>& seen) {
  bool all = true;
  for (const said_grants& said : list.entries) {
    for (const model::written& role : said.entry->roles) {
      const model::role* body = model::is_predefined_name(role.text) ? nullptr : roles_.shared(role.text);
      if (!body || !seen.insert(role.text).second) continue;
      if (!roles_.want(scope{project.key}, project.id, *body, role.at)) all = false;
    }
  }
  return all;
}

/// Adds what the list grants and names its principals; the rule for those that it does not name.
model::rule project_resolver::grants(const target& project, const united_list& list, principal_kind kind,
                                     model::ownership mode) {
  model::rule applies = list.owned ? rule_of(true, mode) : rule_of(list.any, model::ownership::additive);
  const scope at{project.key};
  const model::list_ref role_list{list_kind::project_roles, project.id, {}};
  const bool roles_known = project.id.empty() || r_.has_read(role_list);
  if (r_.is_refused(role_list)) hold(applies); // what it should hold cannot be said
  std::vector<model::principal> named;
  std::map<const void*, named_once> seen;
  const address in = r_.out.scope_address(at);
  const bool users = kind == principal_kind::user;
  const people_resolver::line line{in, users ? "user" : "group"};
  for (const auto& [entry, of_list] : list.entries) {
    const auto found = users ? find_user(project, entry->who, line) : people_.group(entry->who, line);
    if (found.is == people_resolver::presence::missing) hold(applies);
    if (found.is != people_resolver::presence::there) continue;
    if (users) refuse_second_entry(r_, seen[of_list], found.who.key, entry->who);
    named.push_back(found.who);
    if (roles_known && !roles_.grant(at, project.id, found.who, entry->roles)) hold(applies);
  }
  for (const model::principal to : named) r_.out.grants_of[{at, to}] = applies;
  return applies;
}

people_resolver::someone project_resolver::find_user(const target& project, const model::written& who,
                                                     const people_resolver::line& at) {
  people_resolver::someone found = people_.user(who, at);
  using enum people_resolver::presence;
  if (found.is == waiting) people_.wait_for(who, at);
  if (found.is == there && refuse_in_default_project(project, who, found.who, at)) found.is = missing;
  return found;
}

/// Users get into the default project by invitation only.
bool project_resolver::refuse_in_default_project(const target& project, const model::written& who,
                                                 model::principal to, const people_resolver::line& at) {
  const model::list_ref users{list_kind::project_users, project.id, {}};
  if (!is_default_project(project.name) || !r_.has_read(users)) return false;
  if (std::ranges::count(r_.live.listed(users), r_.names.text(to.key)) > 0) return false;
  r_.block(at.of(who), who.at, "users cannot be added to the default project; an invitation to it does that");
  return true;
}

} // namespace rolecall::policy
