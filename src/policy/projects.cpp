#include "policy/projects.hpp"

#include "policy/names.hpp"
#include "policy/principals.hpp"
#include "policy/roles.hpp"

#include <utility>

namespace rolecall::policy {
namespace {

void read_project(const reading& r, const member& m, model::project& p) {
  const record keys(r.in, m.value, body::project, r.out);
  model::identity pin = read_identity(r, keys, m.key, "project");
  p.id = std::move(pin.id);
  p.name = std::move(pin.name);
  p.create = read_flag(r, keys.find("create"), false);
  if (p.create && keys.written("id")) {
    r.add(rule::not_together, *keys.written("create"),
          "\"create\" beside \"id\" in project " + quote(p.key.text),
          "a project that has an id exists; remove one of them");
  }
  if (const node* v = keys.find("manage")) p.manage = read_manage(r, *v, body::project_manage);
  if (const node* v = keys.find("roles")) read_roles(r, *v, body::project_role, p.roles.emplace());
  const bool roles_unknown = keys.written("roles") && !p.roles; // then whatever is granted may be one of them
  if (roles_unknown) return;
  if (const node* v = keys.find("groups")) read_project_grants(r, *v, who::groups, p.groups.emplace());
  if (const node* v = keys.find("users")) read_project_grants(r, *v, who::users, p.users.emplace());
}

void read_match(const reading& r, const node& list, model::project_template& into) {
  into.match = read_globs(r, list);
  if (!list.items.empty()) return;
  r.add(rule::missing_key, list, "this template matches nothing",
        "write globs over names of projects, for example match: [\"prod-*\"]");
}

model::project_template read_template(const reading& file, const node& map) {
  const record keys(file.in, map, body::match, file.out);
  model::project_template out;
  out.at = file.in.range(map.at);
  if (const node* v = keys.find("match")) read_match(file, *v, out);
  const std::string name = name_of_template(out);
  const subject here{nullptr, "template", name};
  const reading r = file.of(here);
  if (const node* v = keys.find("except")) out.except = read_globs(r, *v);
  if (const node* v = keys.find("groups")) read_project_grants(r, *v, who::groups, out.groups.emplace());
  if (const node* v = keys.find("users")) read_project_grants(r, *v, who::users, out.users.emplace());
  if (const node* v = keys.find("manage")) out.manage = read_manage(r, *v, body::project_manage);
  return out;
}

} // namespace

void read_projects(const reading& file, const node& map, std::vector<model::project>& into) {
  into.reserve(into.size() + map.members.size());
  for (const member& m : map.members) {
    const subject here{nullptr, "project", m.key.text};
    const reading r = file.of(here);
    model::project p;
    p.key = r.written(m.key);
    if (is_body(r.in, m.value, m.key.text, hint_for_empty(body::project), r.out)) read_project(r, m, p);
    check_name(r, m.key, "project", p.create ? named_by::policy : named_by::others);
    into.push_back(std::move(p));
  }
}

void read_templates(const reading& r, const node& list, std::vector<model::project_template>& into) {
  for (const node& item : list.items) {
    if (is_body(r.in, item, "an entry of templates", hint_for_empty(body::match), r.out))
      into.push_back(read_template(r, item));
  }
}

} // namespace rolecall::policy
