#include "policy/reader.hpp"

#include "policy/guards.hpp"
#include "policy/names.hpp"
#include "policy/principals.hpp"
#include "policy/projects.hpp"
#include "policy/reading.hpp"
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
      : r_{in, out, nullptr}, into_(into), policy_(into.policy) {}

  void read(const node& root) {
    if (root.kind != node_kind::map) return refuse_root(root);
    const record file(r_.in, root, body::file, r_.out);
    note_unread_sections(file);
    if (const node* v = file.find("version")) check_version(*v);
    if (const node* v = file.find("organization")) read_organization(*v);
    if (const node* key = file.written("manage")) read_manage_once(*key, file.find("manage"));
    if (const node* key = file.written("guards")) read_guards_once(*key, file.find("guards"));
    if (const node* v = file.find("permission_sets")) read_sets(*v);
    if (const node* v = file.find("roles")) read_roles(r_, *v, body::role, existing(policy_.roles));
    if (const node* v = file.find("project_roles"))
      read_roles(r_, *v, body::shared_role, policy_.project_roles);
    if (const node* v = file.find("groups")) read_groups(r_, *v, existing(policy_.groups));
    if (const node* v = file.find("users")) read_users(r_, *v, existing(policy_.users));
    if (const node* v = file.find("projects")) read_projects(r_, *v, policy_.projects);
    if (const node* v = file.find("templates")) read_templates(r_, *v, policy_.templates);
    if (const node* key = file.written("allow")) read_allow_once(*key, file.find("allow"));
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

  void read_guards_once(const node& key, const node* value) {
    const base::source_range at = r_.in.range(key.at);
    if (into_.guards_at) {
      r_.out.add(rule::declared_twice, at, "\"guards\" is written in two files", "keep it in one of them",
                 {{*into_.guards_at, "first written here"}});
      return;
    }
    into_.guards_at = at;
    if (value) policy_.guards = read_guards(r_, *value);
  }

  void read_sets(const node& map) {
    for (const member& m : map.members) {
      const subject here{nullptr, "permission_set", m.key.text};
      const reading r = r_.of(here);
      check_name(r, m.key, "permission set", named_by::policy);
      if (m.key.text.starts_with('@')) {
        r.add(rule::bad_permission, m.key, "the @ is not part of the name of a permission set",
              "write " + quote(m.key.text.substr(1)) + " here, and " + quote(m.key.text) +
                  " where it is used");
      }
      model::permission_set set{r.written(m.key), {}};
      if (has_shape(r.in, m.value, m.key.text, shape::texts, r.out)) set.items = read_permissions(r, m.value);
      policy_.permission_sets.push_back(std::move(set));
    }
  }

  void read_allow_once(const node& key, const node* list) {
    const base::source_range at = r_.in.range(key.at);
    if (into_.allow_at) {
      r_.out.add(rule::declared_twice, at, "\"allow\" is written in two files", "keep it in one of them",
                 {{*into_.allow_at, "first written here"}});
      return;
    }
    into_.allow_at = at;
    if (!list) return;
    for (const node& item : list->items) {
      if (is_body(r_.in, item, "an entry of allow", hint_for_empty(body::allow), r_.out))
        read_allowance(item);
    }
  }

  void read_allowance(const node& map) {
    const record keys(r_.in, map, body::allow, r_.out);
    const node* broken = keys.find("rule");
    const node* at = keys.find("at");
    const node* reason = keys.find("reason");
    if (!broken || !at || !reason) return;
    policy_.allow.push_back({r_.written(*broken), r_.written(*at), r_.written(*reason)});
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
