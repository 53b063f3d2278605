#include "policy/principals.hpp"

#include "policy/names.hpp"

#include <utility>

namespace rolecall::policy {
namespace {

void read_group_body(const reading& r, const member& m, model::group& g) {
  const record keys(r.in, m.value, body::group, r.out);
  g.create = read_flag(r, keys.find("create"), true);
  g.live = read_identity(r, keys, m.key, "group");
  if (const node* v = keys.find("roles")) g.roles = read_list(r, *v, "role");
  if (const node* v = keys.find("members")) g.members = read_people(r, *v);
  if (const node* v = keys.find("manage")) g.manage = read_manage(r, *v, body::group_manage);
  const node* old = keys.written("previously");
  if (old && !g.create) {
    r.add(rule::not_together, *old, "\"previously\" beside create: false in group " + quote(m.key.text),
          "create: false says that others own the group: they rename it");
  }
}

} // namespace

void read_groups(const reading& file, const node& map, std::vector<model::group>& into) {
  for (const member& m : map.members) {
    const subject here{nullptr, "group", m.key.text};
    const reading r = file.of(here);
    model::group g;
    g.name = r.written(m.key);
    if (is_body(r.in, m.value, m.key.text, hint_for_empty(body::group), r.out)) read_group_body(r, m, g);
    check_name(r, m.key, "group", g.create ? named_by::policy : named_by::others);
    into.push_back(std::move(g));
  }
}

void read_users(const reading& file, const node& map, std::vector<model::user>& into) {
  for (const member& m : map.members) {
    model::user u;
    u.key = read_who(file, m.key, "user");
    const subject here{nullptr, "user", u.key.text};
    const reading r = file.of(here);
    if (is_body(r.in, m.value, m.key.text, hint_for_empty(body::user), r.out)) {
      const record keys(r.in, m.value, body::user, r.out);
      if (const node* v = keys.find("roles")) u.roles = read_list(r, *v, "role");
      u.invite = read_flag(r, keys.find("invite"), false);
      if (u.invite && !model::is_email(u.key.text)) {
        r.add(rule::not_together, *keys.written("invite"), "an id cannot be invited, only an e-mail",
              "write the e-mail as the key of this user");
      }
    }
    into.push_back(std::move(u));
  }
}

void read_project_grants(const reading& scope, const node& map, who of,
                         std::vector<model::project_grants>& into) {
  into.reserve(into.size() + map.members.size());
  for (const member& m : map.members) {
    const std::string_view kind = of == who::users ? "user" : "group";
    model::project_grants g{of == who::users ? read_who(scope, m.key, kind) : scope.written(m.key), {}};
    const subject here{scope.about, kind, g.who.text};
    const reading r = scope.of(here);
    if (has_shape(r.in, m.value, m.key.text, shape::texts, r.out)) g.roles = read_list(r, m.value, "role");
    into.push_back(std::move(g));
  }
}

} // namespace rolecall::policy
