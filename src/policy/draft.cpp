#include "policy/draft.hpp"

#include "policy/names.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rolecall::policy {
namespace {

const model::written& name_of(const permission_set& s) { return s.name; }
const model::written& name_of(const model::role& r) { return r.name; }
const model::written& name_of(const model::group& g) { return g.name; }
const model::written& name_of(const model::project& p) { return p.key; }
const model::written& name_of(const model::project_group& g) { return g.group; }

template <class Entry>
void sort_by_name(std::vector<Entry>& entries) {
  std::ranges::stable_sort(entries, {}, [](const Entry& e) -> std::string_view { return name_of(e).text; });
}

template <class Entry>
void drop_second_declarations(std::vector<Entry>& entries, std::string_view what, findings& out) {
  const auto same = [&](const Entry& first, const Entry& second) {
    if (name_of(first).text != name_of(second).text) return false;
    out.add(rule::declared_twice, name_of(second).at,
            std::string(what) + " " + quote(name_of(second).text) + " is declared in two files",
            "an entry stands whole in one file: move it together",
            {{name_of(first).at, "first declared here"}});
    return true;
  };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

template <class Entry>
void unite_entries(std::vector<Entry>& entries, std::string_view what, findings& out) {
  sort_by_name(entries);
  drop_second_declarations(entries, what, out);
  std::vector<const model::written*> names;
  names.reserve(entries.size());
  for (const Entry& e : entries) names.push_back(&name_of(e));
  check_lookalikes(names, what, out);
}

void check_project_ids(const std::vector<model::project>& projects, findings& out) {
  std::unordered_map<std::string_view, const model::written*> seen;
  for (const model::project& p : projects) {
    if (!p.id) continue;
    const auto [first, is_new] = seen.emplace(p.id->text, &*p.id);
    if (is_new) continue;
    out.add(rule::same_id, p.id->at,
            "project " + quote(p.key.text) + " is pinned to an id that another one has",
            "two entries cannot be one project", {{first->second->at, "the other one"}});
  }
}

} // namespace

void unite(draft& of, findings& out) {
  model::policy& p = of.policy;
  unite_entries(of.sets, "permission set", out);
  if (p.roles) unite_entries(*p.roles, "role", out);
  unite_entries(p.project_roles, "project role", out);
  if (p.groups) unite_entries(*p.groups, "group", out);
  unite_entries(p.projects, "project", out);
  check_project_ids(p.projects, out);
  for (model::project& project : p.projects) {
    if (project.roles) unite_entries(*project.roles, "role", out);
    if (project.groups) sort_by_name(*project.groups);
  }
}

} // namespace rolecall::policy
