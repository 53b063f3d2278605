#include "policy/roles.hpp"

#include "base/text.hpp"
#include "policy/names.hpp"
#include "policy/predefined.hpp"
#include "policy/record.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::policy {
namespace {

void check_not_predefined(const reading& r, const node& key, body what) {
  const std::string name = base::lower(key.text);
  const auto is_name = [&name](std::string_view word) { return word == name; };
  const bool taken = what == body::role ? std::ranges::any_of(predefined_organization_roles, is_name)
                                        : std::ranges::any_of(predefined_project_roles, is_name);
  if (!taken) return;
  r.add(rule::predefined_name, key, quote(key.text) + " is a predefined role and cannot be declared",
        "grant it by its plain name without declaring it: " + name);
}

std::string read_description(const reading& r, const node& v) {
  for (std::size_t at = 0; at < v.text.size();) {
    const auto c = base::decode(v.text, at);
    if (c && base::is_control(c->code) && c->code != '\n' && c->code != '\t') {
      r.add(rule::hidden_character, v, "the description holds a control character", "remove it");
      break;
    }
    at += c ? c->bytes : 1;
  }
  return v.text;
}

void refuse_beside_create(const reading& r, const node& key, const node& role) {
  r.add(rule::not_together, key, quote(key.text) + " beside create: false in role " + quote(role.text),
        "create: false says that others own the role: only its id may be written beside it");
}

void read_permissions_of(const reading& r, const member& m, const record& keys, model::role& into) {
  if (!keys.written("permissions")) {
    if (keys.has_unknown()) return; // one of those is probably what was meant
    r.add(rule::missing_key, m.key, "\"permissions\" is missing in role " + quote(m.key.text),
          "a role has exactly the permissions that are written: list them, [] for none; a role that others "
          "own is "
          "declared by create: false alone");
  } else if (const node* list = keys.find("permissions")) {
    if (list->items.empty()) {
      r.add(rule::no_permissions, *list, "role " + quote(m.key.text) + " has no permissions",
            "fine if it is meant: who holds it may do nothing by it");
    }
    for (model::written& p : read_permissions(r, *list)) {
      into.permissions.push_back({std::move(p.text), std::move(p.at), {}});
    }
  }
}

void read_body(const reading& r, const member& m, body what, model::role& into) {
  const record keys(r.in, m.value, what, r.out);
  into.create = read_flag(r, keys.find("create"), true);
  into.live = read_identity(r, keys, m.key, "role");
  if (!into.create) {
    for (const char* beside : {"description", "permissions", "previously"}) {
      if (const node* key = keys.written(beside)) refuse_beside_create(r, *key, m.key);
    }
    return;
  }
  if (const node* v = keys.find("description")) into.description = read_description(r, *v);
  read_permissions_of(r, m, keys, into);
}

std::string_view kind_of(body what) { return what == body::shared_role ? "project_role" : "role"; }

model::role read_role(const reading& outer, const member& m, body what) {
  const subject here{outer.about, kind_of(what), m.key.text};
  const reading r = outer.of(here);
  model::role role;
  role.name = r.written(m.key);
  check_not_predefined(r, m.key, what);
  if (!is_body(r.in, m.value, m.key.text, hint_for_empty(what), r.out)) {
    role.create = false; // nothing is known of it: nothing more is said of it
  } else if (m.value.members.empty() && what == body::project_role) {
    role.shared = true;
  } else {
    read_body(r, m, what, role);
  }
  check_name(r, m.key, "role", role.create ? named_by::policy : named_by::others);
  return role;
}

} // namespace

void read_roles(const reading& r, const node& roles, body what, std::vector<model::role>& into) {
  into.reserve(into.size() + roles.members.size());
  for (const member& m : roles.members) into.push_back(read_role(r, m, what));
}

} // namespace rolecall::policy
