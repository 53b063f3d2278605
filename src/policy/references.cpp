#include "policy/references.hpp"

#include "base/glob.hpp"
#include "base/text.hpp"
#include "policy/predefined.hpp"
#include "policy/subject.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace rolecall::policy {
namespace {

using model::written;

std::string_view role_name(const model::role& r) { return r.name.text; }
std::string_view group_name(const model::group& g) { return g.name.text; }

bool declares(const std::vector<model::role>& roles, std::string_view name) {
  return std::ranges::binary_search(roles, name, {}, role_name);
}

bool declares(const std::optional<std::vector<model::role>>& roles, std::string_view name) {
  return roles && declares(*roles, name);
}

template <class Words>
bool contains(const Words& words, std::string_view name) {
  return std::ranges::find(words, name) != words.end();
}

void add_names(std::vector<std::string>& to, const std::vector<model::role>& roles) {
  for (const model::role& r : roles) to.push_back(r.name.text);
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  const auto near = base::nearest(name, known);
  return near ? "did you mean " + quote(*near) + "? " : "";
}

class reference_check {
public:
  reference_check(const draft& of, findings& out) : draft_(of), policy_(of.policy), out_(out) {}

  void run() {
    if (policy_.groups) {
      for (const model::group& g : *policy_.groups) check_organization_grants(g.roles);
    }
    if (policy_.users) {
      for (const model::user& u : *policy_.users) check_organization_grants(u.roles);
    }
    for (const model::project& p : policy_.projects) check_project(p);
    for (const model::project_template& t : policy_.templates) check_template(t);
    check_exceptions();
  }

private:
  void check_organization_grants(const std::optional<std::vector<written>>& roles) {
    if (!roles || draft_.missing.roles) return;
    for (const written& role : *roles) {
      if (contains(predefined_organization_roles, role.text) || declares(policy_.roles, role.text)) continue;
      const std::string hint =
          out_.wants(rule::unknown_role, role.at) ? hint_for_organization_role(role.text) : "";
      out_.add(rule::unknown_role, role.at, "unknown organization role " + quote(role.text), hint);
    }
  }

  std::string hint_for_organization_role(std::string_view name) const {
    if (declares(policy_.project_roles, name) || contains(predefined_project_roles, name)) {
      return quote(name) + " is a project role: grant it in a project, under projects";
    }
    std::vector<std::string> known(predefined_organization_roles.begin(),
                                   predefined_organization_roles.end());
    if (policy_.roles) add_names(known, *policy_.roles);
    return did_you_mean(name, known) + "owner and reader are predefined; others are declared under roles, "
                                       "with create: false if others own them";
  }

  void check_project(const model::project& p) {
    if (p.roles) {
      for (const model::role& r : *p.roles) check_project_role(p, r);
    }
    for (const auto* of : {&p.groups, &p.users}) {
      for (const model::project_grants& g : entries_of(*of)) {
        if (of == &p.groups) check_declared(g.who);
        for (const written& role : g.roles) check_project_grant(p, role);
      }
    }
  }

  static std::span<const model::project_grants>
  entries_of(const std::optional<std::vector<model::project_grants>>& list) {
    if (!list) return {};
    return *list;
  }

  void check_template(const model::project_template& t) {
    for (const auto* of : {&t.groups, &t.users}) {
      for (const model::project_grants& g : entries_of(*of)) {
        if (of == &t.groups) check_declared(g.who);
        for (const written& role : g.roles) check_template_grant(role);
      }
    }
  }

  void check_template_grant(const written& role) {
    const bool known =
        contains(predefined_project_roles, role.text) || declares(policy_.project_roles, role.text);
    if (known || draft_.missing.project_roles) return;
    std::string hint;
    if (out_.wants(rule::unknown_role, role.at)) {
      std::vector<std::string> names(predefined_project_roles.begin(), predefined_project_roles.end());
      add_names(names, policy_.project_roles);
      hint = did_you_mean(role.text, names) +
             "a template grants owner, member, viewer, and roles that are declared under project_roles";
    }
    out_.add(rule::unknown_role, role.at, "unknown role " + quote(role.text) + " in a template", hint);
  }

  void check_project_role(const model::project& p, const model::role& r) {
    const bool in_shared = declares(policy_.project_roles, r.name.text);
    if (r.shared && !in_shared && !draft_.missing.project_roles) {
      std::vector<std::string> known;
      add_names(known, policy_.project_roles);
      out_.add(rule::no_shared_role, r.name.at,
               "project_roles has no role " + quote(r.name.text) + ", which {} would take",
               did_you_mean(r.name.text, known) +
                   "write its permissions here, or declare it under project_roles");
    } else if (!r.shared && r.create && in_shared) {
      out_.add(rule::replaces_shared, r.name.at,
               "role " + quote(r.name.text) + " of this project replaces the one of project_roles as a whole",
               "give it another name, or {} to take the shared one",
               {{shared_role_at(r.name.text), "the shared role"}}, address_of(p, r));
    }
  }

  static std::string address_of(const model::project& p, const model::role& r) {
    const subject project{nullptr, "project", p.key.text};
    return subject{&project, "role", r.name.text}.text();
  }

  base::source_range shared_role_at(std::string_view name) const {
    return std::ranges::lower_bound(policy_.project_roles, name, {}, role_name)->name.at;
  }

  void check_project_grant(const model::project& p, const written& role) {
    const bool known = contains(predefined_project_roles, role.text) || declares(p.roles, role.text) ||
                       declares(policy_.project_roles, role.text);
    if (known || draft_.missing.project_roles) return;
    const std::string hint =
        out_.wants(rule::unknown_role, role.at) ? hint_for_project_role(p, role.text) : "";
    out_.add(rule::unknown_role, role.at,
             "unknown role " + quote(role.text) + " in project " + quote(p.key.text), hint);
  }

  std::string hint_for_project_role(const model::project& p, std::string_view name) const {
    if (declares(policy_.roles, name) || contains(predefined_organization_roles, name)) {
      return quote(name) + " is an organization role: grant it under groups or users";
    }
    std::vector<std::string> known(predefined_project_roles.begin(), predefined_project_roles.end());
    if (p.roles) add_names(known, *p.roles);
    add_names(known, policy_.project_roles);
    return did_you_mean(name, known) + "owner, member and viewer are predefined; others are declared under "
                                       "project_roles or in the project, with "
                                       "create: false if others own them";
  }

  void check_declared(const written& group) {
    if (draft_.missing.groups) return;
    if (policy_.groups &&
        std::ranges::binary_search(*policy_.groups, std::string_view(group.text), {}, group_name))
      return;
    std::string hint;
    if (policy_.groups && out_.wants(rule::unknown_group, group.at)) {
      std::vector<std::string> known;
      for (const model::group& g : *policy_.groups) known.push_back(g.name.text);
      hint = did_you_mean(group.text, known);
    }
    out_.add(rule::unknown_group, group.at, "group " + quote(group.text) + " is not declared",
             hint + "declare it under groups, with create: false if it comes from elsewhere");
  }

  void check_exceptions() {
    const model::exceptions& except = policy_.except;
    if (policy_.roles) check_excepted_roles(*policy_.roles);
    check_excepted_roles(policy_.project_roles);
    if (policy_.groups) {
      for (const model::group& g : *policy_.groups) {
        if (g.create)
          check_excepted(except.groups, live_name(g.name, g.live), "group",
                         "write create: false here, or change manage.except");
        else
          check_left_to_others(g);
      }
    }
    for (const model::project& p : policy_.projects) {
      check_excepted(except.projects, p.name ? *p.name : p.key, "project",
                     "remove it here, or change manage.except");
      if (p.roles) check_excepted_roles(*p.roles);
    }
  }

  void check_excepted_roles(const std::vector<model::role>& roles) {
    for (const model::role& r : roles) {
      if (r.create)
        check_excepted(policy_.except.roles, live_name(r.name, r.live), "role",
                       "write only create: false here, or change manage.except");
    }
  }

  static const written& live_name(const written& key, const model::identity& live) {
    return live.name ? *live.name : key;
  }

  /// Two policies that both say what such a group holds would undo each other's work for ever.
  void check_left_to_others(const model::group& g) {
    const written& name = live_name(g.name, g.live);
    const written* glob = covering(policy_.except.groups, name.text);
    if (!glob || !(g.roles || g.members || g.manage)) return;
    out_.add(
        rule::excepted, g.name.at,
        "group " + quote(name.text) + " belongs to another policy, as manage.except says, and has " +
            keys_of(g) + " here",
        "leave only create: false, and let the policy that owns the group say the rest; what it gets in a "
        "project of this policy stands in that project's groups",
        {{glob->at, "this glob covers it"}});
  }

  static std::string keys_of(const model::group& g) {
    std::string out;
    const auto add = [&out](bool is_there, std::string_view key) {
      if (is_there) out += (out.empty() ? "" : ", ") + quote(key);
    };
    add(g.roles.has_value(), "roles");
    add(g.members.has_value(), "members");
    add(g.manage.has_value(), "manage");
    return out;
  }

  static const written* covering(const std::vector<written>& globs, std::string_view name) {
    const auto covers = [name](const written& glob) { return base::glob_match(glob.text, name); };
    const auto glob = std::ranges::find_if(globs, covers);
    return glob == globs.end() ? nullptr : &*glob;
  }

  void check_excepted(const std::vector<written>& globs, const written& name, std::string_view what,
                      std::string hint) {
    const written* glob = covering(globs, name.text);
    if (!glob) return;
    out_.add(rule::excepted, name.at,
             std::string(what) + " " + quote(name.text) +
                 " is declared here, and manage.except leaves it to another policy",
             std::move(hint), {{glob->at, "this glob covers it"}});
  }

  const draft& draft_;
  const model::policy& policy_;
  findings& out_;
};

} // namespace

void check_references(const draft& of, findings& out) { reference_check(of, out).run(); }

} // namespace rolecall::policy
