#include "policy/lint_unused.hpp"

#include "policy/lint_walk.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace rolecall::policy {
namespace {

using name_set = std::unordered_set<std::string_view>;

void add_names(name_set& to, std::span<const model::written> list) {
  for (const model::written& w : list) to.insert(w.text);
}

class role_check {
public:
  role_check(const model::policy& of, findings& out) : policy_(of), out_(out) {}

  void run() {
    organization_roles();
    name_set shared;
    for (const model::project_template& t : policy_.templates) {
      each_grants(t, [&shared](const model::project_grants& g) { add_names(shared, g.roles); });
    }
    for (const model::project& p : policy_.projects) project(p, shared);
    for (const model::role& r : policy_.project_roles) {
      if (!r.create || shared.contains(r.name.text)) continue;
      report({nullptr, "project_role", r.name.text}, r,
             "project role " + quote(r.name.text) + " is granted nowhere",
             "so it is created nowhere: grant it in a project or template, or remove it");
    }
  }

private:
  /// Without a list of roles of anybody, the policy leaves open who holds them.
  void organization_roles() {
    name_set held;
    bool is_told = false;
    const auto see = [&](const std::optional<std::vector<model::written>>& roles) {
      is_told = is_told || roles.has_value();
      add_names(held, entries_of(roles));
    };
    for (const model::group& g : entries_of(policy_.groups)) see(g.roles);
    for (const model::user& u : entries_of(policy_.users)) see(u.roles);
    if (!is_told) return;
    for (const model::role& r : entries_of(policy_.roles)) {
      if (!r.create || held.contains(r.name.text)) continue;
      report({nullptr, "role", r.name.text}, r, "no group or user here is given role " + quote(r.name.text),
             "add it to the roles of a group or user, or remove it");
    }
  }

  /// Notes in `shared` which roles of project_roles the project uses.
  void project(const model::project& p, name_set& shared) {
    name_set granted;
    each_grants(p, [&granted](const model::project_grants& g) { add_names(granted, g.roles); });
    for (const std::string_view name : granted) {
      const model::role* own = find_role(entries_of(p.roles), name);
      if (!own || own->shared) shared.insert(name);
    }
    for (const model::role& r : entries_of(p.roles)) {
      if (r.shared) shared.insert(r.name.text);
    }
    if (p.groups || p.users) own_roles(p, granted);
  }

  void own_roles(const model::project& p, const name_set& granted) {
    const subject within{nullptr, "project", p.key.text};
    for (const model::role& r : entries_of(p.roles)) {
      if (!r.create || r.shared || granted.contains(r.name.text) || is_granted_by_template(p, r.name.text))
        continue;
      report({&within, "role", r.name.text}, r,
             "role " + quote(r.name.text) + " of project " + quote(p.key.text) +
                 " is granted to nobody there",
             "add it to the roles of a group or user of the project, or remove it");
    }
  }

  [[nodiscard]] bool is_granted_by_template(const model::project& p, std::string_view role) const {
    for (const model::project_template& t : policy_.templates) {
      name_set names;
      each_grants(t, [&names](const model::project_grants& g) { add_names(names, g.roles); });
      if (names.contains(role) && matches(t, p)) return true;
    }
    return false;
  }

  void report(const subject& about, const model::role& r, std::string message, std::string hint) {
    out_.add(rule::unheld_role, r.name.at, std::move(message), std::move(hint), {}, about.text());
  }

  const model::policy& policy_;
  findings& out_;
};

class group_check {
public:
  group_check(const model::policy& of, findings& out) : policy_(of), out_(out) {}

  void run() {
    for (const model::project& p : policy_.projects) note(entries_of(p.groups));
    for (const model::project_template& t : policy_.templates) note(entries_of(t.groups));
    for (const model::group& g : entries_of(policy_.groups)) check(g);
  }

private:
  /// A group that is named in a project, if only with `[]`, is there for a reason.
  void note(std::span<const model::project_grants> groups) {
    for (const model::project_grants& g : groups) {
      const model::written* held = g.roles.empty() ? nullptr : &g.roles.front();
      const model::written*& first = in_projects_[g.who.text];
      if (!first) first = held;
    }
  }

  void check(const model::group& g) {
    const auto named = in_projects_.find(g.name.text);
    const model::written* held = named == in_projects_.end() ? nullptr : named->second;
    if (g.roles && !g.roles->empty()) held = &g.roles->front();
    const bool is_empty = g.members && g.members->empty();
    const bool has_members = g.members && !is_empty;
    if (held && is_empty) {
      report(rule::empty_group, g, "group " + quote(g.name.text) + " holds roles and has no members",
             "nobody gets anything by it: name its members, or leave out members where others see to them",
             {{held->at, "it holds this"}});
    } else if (!held && !has_members && named == in_projects_.end()) {
      check_idle(g);
    }
  }

  void check_idle(const model::group& g) {
    const bool is_kept_bare = !g.create && g.roles; // `roles: []` says something about a group of others
    if (is_kept_bare) return;
    report(rule::idle_group, g,
           "group " + quote(g.name.text) +
               (g.create ? " holds no role and has no members here" : " is declared and not used"),
           g.create ? "it lets nobody do anything: grant it a role, or remove it"
                    : "grant it a role, or remove the entry",
           {});
  }

  void report(rule broken, const model::group& g, std::string message, std::string hint,
              std::vector<base::related> also) {
    out_.add(broken, g.name.at, std::move(message), std::move(hint), std::move(also),
             subject{nullptr, "group", g.name.text}.text());
  }

  const model::policy& policy_;
  findings& out_;
  std::unordered_map<std::string_view, const model::written*>
      in_projects_; // the first role of each, null: none
};

/// The sets that roles take permissions from, through other sets too.
name_set used_sets(const model::policy& of) {
  name_set used;
  std::vector<std::string_view> open;
  each_role(of, [&open](const subject&, const model::role& r, works_in) {
    for (const model::written& set : r.sets) open.push_back(set.text);
  });
  std::unordered_map<std::string_view, const model::permission_set*> by_name;
  for (const model::permission_set& set : of.permission_sets) by_name.emplace(set.name.text, &set);
  while (!open.empty()) {
    const std::string_view name = open.back();
    open.pop_back();
    const auto set = by_name.find(name);
    if (!used.insert(name).second || set == by_name.end()) continue;
    for (const model::written& item : set->second->items) {
      if (item.text.starts_with('@')) open.push_back(std::string_view(item.text).substr(1));
    }
  }
  return used;
}

void check_sets(const model::policy& of, findings& out) {
  const name_set used = used_sets(of);
  for (const model::permission_set& set : of.permission_sets) {
    if (used.contains(set.name.text)) continue;
    out.add(rule::unused_set, set.name.at, "permission set " + quote(set.name.text) + " is in no role",
            "write " + quote("@" + set.name.text) + " among the permissions of a role, or remove the set", {},
            subject{nullptr, "permission_set", set.name.text}.text());
  }
}

} // namespace

void lint_unused(const model::policy& of, findings& out) {
  role_check(of, out).run();
  group_check(of, out).run();
  check_sets(of, out);
}

} // namespace rolecall::policy
