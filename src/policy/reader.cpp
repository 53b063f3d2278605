#include "policy/reader.hpp"

#include "policy/names.hpp"
#include "policy/reading.hpp"
#include "policy/record.hpp"
#include "policy/roles.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace rolecall::policy {
namespace {

template <class T>
std::vector<T>& existing(std::optional<std::vector<T>>& list) {
  if (!list) list.emplace();
  return *list;
}

class file_reader {
public:
  file_reader(const document& in, draft& into, findings& out)
      : r_{in, out}, into_(into), policy_(into.policy) {}

  void read(const node& root) {
    if (root.kind != node_kind::map) return refuse_root(root);
    const record file(r_.in, root, body::file, r_.out);
    note_unread_sections(file);
    if (const node* v = file.find("version")) check_version(*v);
    if (const node* v = file.find("organization")) read_organization(*v);
    if (const node* key = file.written("manage")) read_manage_once(*key, file.find("manage"));
    if (const node* v = file.find("permission_sets")) read_sets(*v);
    if (const node* v = file.find("roles")) read_roles(r_, *v, body::role, existing(policy_.roles));
    if (const node* v = file.find("project_roles"))
      read_roles(r_, *v, body::shared_role, policy_.project_roles);
    if (const node* v = file.find("groups")) read_groups(*v);
    if (const node* v = file.find("projects")) read_projects(*v);
  }

private:
  void refuse_root(const node& root) {
    miss_file(into_);
    if (root.kind == node_kind::broken) return;
    report_wrong_type(r_.in, root, "a policy file", "a map", "a policy begins with: version: 1", r_.out);
  }

  void note_unread_sections(const record& file) {
    const auto unusable = [&file](std::string_view key) { return file.written(key) && !file.find(key); };
    into_.missing.roles |= unusable("roles");
    into_.missing.project_roles |= unusable("project_roles");
    into_.missing.groups |= unusable("groups");
    into_.missing.sets |= unusable("permission_sets");
    into_.missing.manage |= file.has_unknown(); // it may be one of those
  }

  void check_version(const node& v) {
    if (v.text == "1" && v.style == quoting::plain) return;
    if (v.text == "1") {
      r_.add(rule::wrong_type, v, "the version is a number, and here is text", "write version: 1");
    } else {
      r_.add(rule::wrong_version, v, "version " + quote(v.text) + " of the grammar is not known",
             "this rolecall reads version: 1");
    }
  }

  void read_organization(const node& v) {
    model::written id = r_.written(v);
    check_id(id, "an organization", r_.out);
    if (!policy_.organization) {
      policy_.organization = std::move(id);
    } else {
      r_.out.add(rule::declared_twice, id.at, "\"organization\" is written in two files",
                 "keep it in one of them", {{policy_.organization->at, "first written here"}});
    }
  }

  void read_manage_once(const node& key, const node* value) {
    const base::source_range at = r_.in.range(key.at);
    if (into_.manage_at) {
      r_.out.add(rule::declared_twice, at, "\"manage\" is written in two files", "keep it in one of them",
                 {{*into_.manage_at, "first written here"}});
      return;
    }
    into_.manage_at = at;
    if (!value) return;
    policy_.manage = read_manage(r_, *value, body::manage);
    policy_.except = read_exceptions(r_, *value);
  }

  void read_sets(const node& map) {
    for (const member& m : map.members) {
      check_name(r_.in, m.key, "permission set", named_by::policy, r_.out);
      if (m.key.text.starts_with('@')) {
        r_.add(rule::bad_permission, m.key, "the @ is not part of the name of a permission set",
               "write " + quote(m.key.text.substr(1)) + " here, and " + quote(m.key.text) +
                   " where it is used");
      }
      permission_set set{r_.written(m.key), {}};
      if (has_shape(r_.in, m.value, m.key.text, shape::texts, r_.out))
        set.items = read_permissions(r_, m.value);
      into_.sets.push_back(std::move(set));
    }
  }

  void read_groups(const node& map) {
    std::vector<model::group>& groups = existing(policy_.groups);
    for (const member& m : map.members) {
      model::group g;
      g.name = r_.written(m.key);
      if (is_body(r_.in, m.value, m.key.text, hint_for_empty(body::group), r_.out)) {
        const record keys(r_.in, m.value, body::group, r_.out);
        g.create = read_flag(r_, keys.find("create"), true);
        if (const node* v = keys.find("roles")) g.roles = read_list(r_, *v, "role");
      }
      check_name(r_.in, m.key, "group", g.create ? named_by::policy : named_by::others, r_.out);
      groups.push_back(std::move(g));
    }
  }

  void read_projects(const node& map) {
    policy_.projects.reserve(policy_.projects.size() + map.members.size());
    for (const member& m : map.members) {
      check_name(r_.in, m.key, "project", named_by::others, r_.out);
      model::project p;
      p.key = r_.written(m.key);
      if (is_body(r_.in, m.value, m.key.text, hint_for_empty(body::project), r_.out))
        read_project(m.value, p);
      policy_.projects.push_back(std::move(p));
    }
  }

  void read_project(const node& map, model::project& p) {
    const record keys(r_.in, map, body::project, r_.out);
    if (const node* v = keys.find("id")) {
      p.id = r_.written(*v);
      check_id(*p.id, "a project", r_.out);
    }
    if (const node* v = keys.find("name")) {
      p.name = r_.written(*v);
      check_name(r_.in, *v, "project", named_by::others, r_.out);
      if (!keys.written("id")) {
        r_.add(rule::not_together, *keys.written("name"),
               "\"name\" without \"id\" in project " + quote(p.key.text),
               "without id the key is the live name; name is for a project whose key is another one");
      }
    }
    if (const node* v = keys.find("manage")) p.manage = read_manage(r_, *v, body::project_manage);
    if (const node* v = keys.find("roles")) read_roles(r_, *v, body::project_role, existing(p.roles));
    const bool roles_unknown =
        keys.written("roles") && !p.roles; // then whatever is granted may be one of them
    const node* groups = keys.find("groups");
    if (groups && !roles_unknown) read_project_groups(*groups, existing(p.groups));
  }

  void read_project_groups(const node& map, std::vector<model::project_group>& into) {
    into.reserve(map.members.size());
    for (const member& m : map.members) {
      model::project_group g{r_.written(m.key), {}};
      if (has_shape(r_.in, m.value, m.key.text, shape::texts, r_.out))
        g.roles = read_list(r_, m.value, "role");
      into.push_back(std::move(g));
    }
  }

  reading r_;
  draft& into_;
  model::policy& policy_;
};

} // namespace

void read_file(const document& in, const node& root, draft& into, findings& out) {
  file_reader(in, into, out).read(root);
}

void miss_file(draft& into) { into.missing = {true, true, true, true, true}; }

} // namespace rolecall::policy
