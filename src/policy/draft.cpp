#include "policy/draft.hpp"

#include "policy/names.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rolecall::policy {
namespace {

const model::written& name_of(const model::permission_set& s) { return s.name; }
const model::written& name_of(const model::role& r) { return r.name; }
const model::written& name_of(const model::group& g) { return g.name; }
const model::written& name_of(const model::project& p) { return p.key; }
const model::written& name_of(const model::user& u) { return u.key; }
const model::written& name_of(const model::project_grants& g) { return g.who; }

const std::optional<model::written>& id_of(const model::project& p) { return p.id; }
const std::optional<model::written>& id_of(const model::role& r) { return r.live.id; }
const std::optional<model::written>& id_of(const model::group& g) { return g.live.id; }

template <class Entry>
void sort_by_name(std::vector<Entry>& entries) {
  std::ranges::stable_sort(entries, {}, [](const Entry& e) -> std::string_view { return name_of(e).text; });
}

template <class Entry>
void drop_second_declarations(std::vector<Entry>& entries, std::string_view what, findings& out) {
  const auto same = [&](const Entry& first, const Entry& second) {
    if (name_of(first).text != name_of(second).text) return false;
    const bool one_file = name_of(first).at.begin.file == name_of(second).at.begin.file;
    out.add(rule::declared_twice, name_of(second).at,
            std::string(what) + " " + quote(name_of(second).text) + " is declared " +
                (one_file ? "twice" : "in two files"),
            one_file ? "upper and lower case make no difference in an e-mail: keep one of the two"
                     : "an entry stands whole in one file: move it together",
            {{name_of(first).at, "first declared here"}});
    return true;
  };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

/// What the entries of a map are: in messages, in addresses, and what the map stands in.
struct entry_kind {
  std::string_view what;
  std::string_view kind;
  const subject* within = nullptr;
};

template <class Entry>
void unite_entries(std::vector<Entry>& entries, const entry_kind& of, findings& out) {
  sort_by_name(entries);
  drop_second_declarations(entries, of.what, out);
  std::vector<const model::written*> names;
  names.reserve(entries.size());
  for (const Entry& e : entries) names.push_back(&name_of(e));
  check_lookalikes(names, of.what, of.within, of.kind, out);
}

template <class Entry>
void check_ids(const std::vector<Entry>& entries, std::string_view what, findings& out) {
  std::unordered_map<std::string_view, const model::written*> seen;
  for (const Entry& e : entries) {
    if (!id_of(e)) continue;
    const auto [first, is_new] = seen.emplace(id_of(e)->text, &*id_of(e));
    if (is_new) continue;
    out.add(rule::same_id, id_of(e)->at,
            std::string(what) + " " + quote(name_of(e).text) + " is pinned to an id that another one has",
            "two entries cannot be one " + std::string(what), {{first->second->at, "the other one"}});
  }
}

/// Two live things could be meant by one old name, or the old name is not old at all.
template <class Entry>
void check_old_names(const std::vector<Entry>& entries, std::string_view what, findings& out) {
  std::unordered_map<std::string_view, const Entry*> declared;
  for (const Entry& e : entries) declared.emplace(name_of(e).text, &e);
  std::unordered_map<std::string_view, const model::written*> claimed;
  for (const Entry& e : entries) {
    for (const model::written& old : e.live.previously) {
      const auto other = declared.find(old.text);
      if (other != declared.end() && !(id_of(e) && id_of(*other->second))) {
        out.add(rule::old_name_declared, old.at,
                std::string(what) + " " + quote(old.text) + " is an old name here, and declared as well",
                "two that swap or pass on names both need their id: before and after, the names are the same",
                {{name_of(*other->second).at, "declared here"}});
      }
      const auto [first, is_new] = claimed.emplace(old.text, &old);
      if (is_new || id_of(e)) continue;
      out.add(rule::old_name_twice, old.at,
              "another " + std::string(what) + " was previously " + quote(old.text) + " too",
              "keep it where it is true", {{first->second->at, "the other one"}});
    }
  }
}

template <class Entry>
void unite_renamable(std::vector<Entry>& entries, const entry_kind& of, findings& out) {
  unite_entries(entries, of, out);
  check_ids(entries, of.what, out);
  check_old_names(entries, of.what, out);
}

void unite_project(model::project& project, findings& out) {
  const subject here{nullptr, "project", project.key.text};
  if (project.roles) unite_renamable(*project.roles, {"role", "role", &here}, out);
  if (project.groups) sort_by_name(*project.groups);
  if (project.users) unite_entries(*project.users, {"user", "user", &here}, out);
}

void unite_template(model::project_template& t, findings& out) {
  const std::string name = name_of_template(t);
  const subject here{nullptr, "template", name};
  if (t.groups) sort_by_name(*t.groups);
  if (t.users) unite_entries(*t.users, {"user", "user", &here}, out);
}

} // namespace

void unite(draft& of, findings& out) {
  model::policy& p = of.policy;
  unite_entries(p.permission_sets, {"permission set", "permission_set"}, out);
  if (p.roles) unite_renamable(*p.roles, {"role", "role"}, out);
  unite_renamable(p.project_roles, {"project role", "project_role"}, out);
  if (p.groups) unite_renamable(*p.groups, {"group", "group"}, out);
  if (p.users) unite_entries(*p.users, {"user", "user"}, out);
  unite_entries(p.projects, {"project", "project"}, out);
  check_ids(p.projects, "project", out);
  for (model::project& project : p.projects) unite_project(project, out);
  for (model::project_template& t : p.templates) unite_template(t, out);
}

} // namespace rolecall::policy
