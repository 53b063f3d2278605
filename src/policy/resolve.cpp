#include "policy/resolve.hpp"

#include "base/text.hpp"
#include "policy/live_names.hpp"
#include "policy/rules.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace rolecall::policy {
namespace {

using base::quoted;
using model::address;
using model::address_part;
using model::list_kind;
using model::rule;
using model::scope;
using model::symbol;
using model::written;

rule rule_of(bool is_written, model::ownership mode) {
  if (!is_written) return rule::unmanaged;
  return mode == model::ownership::authoritative ? rule::authoritative : rule::additive;
}

/// A list with a blocked line loses nothing.
void hold(rule& list) {
  if (list == rule::authoritative) list = rule::held;
}

std::string ids_of(const auto& things) {
  std::string out;
  for (const auto* thing : things) out += (out.empty() ? "" : ", ") + base::printable(thing->id);
  return out;
}

/// One resolution: reads policy and live state, fills `out`.
class resolver {
public:
  resolver(const model::policy& policy, const model::organization& live, model::symbols& names)
      : policy_(policy), live_(live), names_(names) {
    for (const model::live_role& role : live.roles) roles_of_[role.project_id].push_back(&role);
  }

  model::desired run() {
    check_organization();
    name_live_things(policy_.except, live_, names_, out_);
    set_rules();
    organization_roles();
    groups();
    for (const model::project& entry : policy_.projects) project(entry);
    sort();
    return std::move(out_);
  }

private:
  /// What is wrong with a line is said once, however many projects it is used in.
  void problem(policy::rule broken, const base::source_range& at, std::string message, std::string hint) {
    const bool said = std::ranges::any_of(out_.problems, [&](const base::diagnostic& known) {
      return known.rule == id_of(broken) && known.at == at && known.message == message;
    });
    if (said) return;
    out_.problems.push_back(
        {about(broken).level, id_of(broken), at, std::move(message), std::move(hint), {}, {}});
  }

  void check_organization() {
    if (!policy_.organization) return;
    out_.organization = policy_.organization->text;
    if (!live_.id && has_read({list_kind::organization_roles, {}, {}})) {
      problem(policy::rule::other_organization, policy_.organization->at,
              "this policy is for organization " + quoted(*out_.organization) +
                  ", but the server does not say to which one the admin key belongs",
              "without \"organization\" the policy may be used with any key; nothing else was read");
    }
    if (!live_.id || *live_.id == *out_.organization) return;
    problem(policy::rule::other_organization, policy_.organization->at,
            "this policy is for organization " + quoted(*out_.organization) +
                ", but the admin key belongs to " + quoted(*live_.id),
            "use the admin key of the policy's organization; nothing else was read");
  }

  void refuse_excepted(const char* kind, const std::vector<written>& globs, const written& name) {
    if (!matches_any(globs, name.text)) return;
    problem(policy::rule::excepted, name.at,
            std::string(kind) + " " + quoted(name.text) +
                " is declared here, but \"manage.except\" gives it to another policy",
            "declare it with \"create: false\", or take it out of \"except\"");
  }

  // ---- what the policy owns

  void set_rules() {
    out_.organization_roles = rule_of(policy_.roles.has_value(), policy_.manage.roles);
    out_.all_groups = rule_of(policy_.groups.has_value(), policy_.manage.groups);
    out_.organization_grants = rule_of(policy_.groups.has_value(), policy_.manage.grants);
    const bool projects_show_groups = std::ranges::any_of(policy_.projects, [this](const model::project& p) {
      const bool all = p.manage.value_or(policy_.manage).grants == model::ownership::authoritative;
      return p.groups && (all || !p.groups->empty());
    });
    out_.needs_groups = policy_.groups.has_value() || projects_show_groups;
    out_.needs_projects = !policy_.projects.empty();
  }

  // ---- roles

  /// Live roles of a scope that pass `fits`.
  template <class Fits>
  std::vector<const model::live_role*> live_roles(const std::string& project_id, Fits fits) const {
    std::vector<const model::live_role*> found;
    const auto roles = roles_of_.find(project_id);
    if (roles == roles_of_.end()) return found;
    std::ranges::copy_if(roles->second, std::back_inserter(found),
                         [&](const auto* role) { return fits(*role); });
    return found;
  }

  template <class Thing>
  bool refuse_ambiguous(const char* kind, const written& name, const std::vector<const Thing*>& found,
                        const char* hint) {
    if (found.size() < 2) return false;
    problem(policy::rule::ambiguous_name, name.at,
            std::to_string(found.size()) + " live " + kind + "s are named " + quoted(name.text) + " (" +
                ids_of(found) + ")",
            hint);
    return true;
  }

  void organization_roles() {
    if (!policy_.roles || !has_read({list_kind::organization_roles, {}, {}})) return;
    for (const model::role& role : *policy_.roles) {
      if (!want_role(model::organization_scope, "", role, role.name.at)) hold(out_.organization_roles);
    }
  }

  /// Finds or plans the custom role; false where the line is blocked. The key is found again by role_key().
  bool want_role(scope at, const std::string& project_id, const model::role& role,
                 const base::source_range& cause) {
    const std::string& name = role.name.text;
    const auto found = live_roles(project_id, [&](const model::live_role& live) {
      return live.name == name && (!role.create || !live.predefined);
    });
    if (refuse_ambiguous("role", role.name, found, "rename or delete one of them in the dashboard"))
      return true;
    if (role.create) refuse_excepted("role", policy_.except.roles, role.name);
    if (found.empty() && !role.create) {
      block(out_.scope_address(at) / address_part{"role", {name, {}}}, cause,
            "no such role exists, and \"create: false\" says that others create it");
      return false;
    }
    const symbol key = found.empty() ? new_thing(project_id, name) : names_.intern(found.front()->id);
    model::wanted_role wanted{at, key, name, role.description, {}, role.create, cause};
    for (const model::permission& permission : role.permissions)
      wanted.permissions.push_back(permission.name);
    declared_.insert_or_assign({at, name}, key);
    out_.roles.push_back(std::move(wanted));
    return true;
  }

  symbol new_thing(const std::string& project_id, const std::string& name) {
    const symbol key = names_.intern(model::new_key(project_id, name));
    out_.names.emplace(key, model::thing_name{name, {}});
    return key;
  }

  /// What a role's name in a grant means: a plain predefined role first, then what the policy declares.
  std::optional<symbol> role_key(scope at, const std::string& project_id, const std::string& name) const {
    const auto predefined = live_roles(project_id, [&](const model::live_role& live) {
      return live.predefined && plain_name(live) == name;
    });
    if (model::is_predefined_name(name) && !predefined.empty()) return names_.find(predefined.front()->id);
    if (const auto known = declared_.find({at, name}); known != declared_.end()) return known->second;
    return std::nullopt;
  }

  // ---- groups and grants

  void groups() {
    if (!policy_.groups || !has_read({list_kind::groups, {}, {}})) return;
    for (const model::group& group : *policy_.groups) want_group(group);
    for (const model::group& group : *policy_.groups) organization_grants(group);
  }

  void want_group(const model::group& group) {
    const std::string& name = group.name.text;
    std::vector<const model::live_group*> found;
    for (const model::live_group& live : live_.groups) {
      if (live.name == name) found.push_back(&live);
    }
    if (refuse_ambiguous("group", group.name, found, "rename or delete one of them in the dashboard")) return;
    if (group.create) refuse_excepted("group", policy_.except.groups, group.name);
    if (found.empty() && !group.create) {
      block(address() / address_part{"group", {name, {}}}, group.name.at,
            "no such group exists, and \"create: false\" says that others create it");
      hold(out_.all_groups);
      hold(out_.organization_grants);
      return;
    }
    const symbol key = found.empty() ? new_thing("", name) : names_.intern(found.front()->id);
    group_keys_.emplace(name, key);
    out_.groups.push_back({key, name, group.create, group.name.at});
  }

  void organization_grants(const model::group& group) {
    const auto key = group_keys_.find(group.name.text);
    if (key == group_keys_.end()) return;
    const model::principal to{model::principal_kind::group, key->second};
    rule applies = rule_of(group.roles.has_value(), policy_.manage.grants);
    if (is_refused({list_kind::organization_roles, {}, {}}))
      hold(applies);
    else if (group.roles && !want_grants(model::organization_scope, "", to, *group.roles))
      hold(applies);
    out_.grants_of[{model::organization_scope, to}] = applies;
  }

  /// False where one of the lines is blocked.
  bool want_grants(scope at, const std::string& project_id, model::principal to,
                   const std::vector<written>& roles) {
    bool all = true;
    for (const written& role : roles) {
      if (const auto key = role_key(at, project_id, role.text)) {
        out_.grants.push_back({{at, to, *key}, role.at});
        continue;
      }
      all = false;
      block(out_.principal_address(at, to) / address_part{"grant", {role.text, {}}}, role.at,
            "the role " + quoted(role.text) + " does not exist here");
    }
    return all;
  }

  // ---- projects

  void project(const model::project& entry) {
    if (!has_read({list_kind::projects, {}, {}})) return;
    const model::live_project* live = find_project(entry);
    if (!live) return;
    const symbol key = names_.intern(live->id);
    if (std::ranges::count(out_.projects, key, &model::wanted_project::key) > 0) {
      problem(policy::rule::same_project, entry.key.at,
              "another entry means the same project " + quoted(live->id), "keep one entry for each project");
      return;
    }
    const model::manage manage = entry.manage.value_or(policy_.manage);
    model::wanted_project wanted{key, live->id, rule_of(entry.roles.has_value(), manage.roles),
                                 rule_of(entry.groups.has_value(), manage.grants), false};
    wanted.uses_roles = entry.roles.has_value() || entry.groups.has_value();
    const model::list_ref role_list{list_kind::project_roles, live->id, {}};
    const bool roles_known = has_read(role_list);
    if (is_refused(role_list)) hold(wanted.grants); // what it should hold cannot be said
    if (roles_known && !project_roles(entry, scope{key}, live->id)) hold(wanted.roles);
    if (roles_known && entry.groups && !project_grants(entry, scope{key}, live->id)) hold(wanted.grants);
    if (entry.groups) name_principals(entry, scope{key}, wanted.grants);
    out_.projects.push_back(std::move(wanted));
  }

  const model::live_project* find_project(const model::project& entry) {
    const std::string& name = entry.name ? entry.name->text : entry.key.text;
    std::vector<const model::live_project*> found;
    for (const model::live_project& live : live_.projects) {
      if (entry.id ? live.id == entry.id->text : live.name == name) found.push_back(&live);
    }
    if (found.size() > 1) std::erase_if(found, [](const model::live_project* p) { return p->archived; });
    const address at = address() / address_part{"project", {entry.key.text, {}}};
    if (found.empty()) {
      block(at, entry.key.at,
            entry.id ? "no active project has the id " + quoted(entry.id->text)
                     : "no active project has this name");
      return nullptr;
    }
    if (refuse_ambiguous("project", entry.key, found, "pin the one you mean with \"id: proj_...\""))
      return nullptr;
    const model::live_project* live = found.front();
    if (live->name != name) {
      problem(policy::rule::pinned_name_differs, entry.id->at,
              "the project with id " + quoted(live->id) + " is named " + quoted(live->name) + ", not " +
                  quoted(name),
              "correct the id, or say \"name: " + quoted(live->name) + "\" beside it");
      return nullptr;
    }
    if (live->archived) {
      block(at, entry.key.at, "the project is archived; archived projects cannot be changed");
      return nullptr;
    }
    if (out_.excepted.contains(names_.find(live->id))) {
      problem(policy::rule::excepted, entry.key.at,
              "project " + quoted(name) +
                  " is declared here, but \"manage.except\" gives it to another policy",
              "take it out of one of the two");
    }
    return live;
  }

  /// The project's own roles, and those of project_roles that something grants there. False: a line is
  /// blocked.
  bool project_roles(const model::project& entry, scope at, const std::string& project_id) {
    bool all = true;
    std::set<std::string> own;
    const std::vector<model::role> declared = entry.roles.value_or(std::vector<model::role>{});
    for (const model::role& role : declared) {
      own.insert(role.name.text);
      const model::role* body = role.shared ? shared_role(role.name.text) : &role;
      if (body && !want_role(at, project_id, *body, role.name.at)) all = false;
    }
    const std::vector<model::project_grants> groups =
        entry.groups.value_or(std::vector<model::project_grants>{});
    for (const model::project_grants& group : groups) {
      for (const written& role : group.roles) {
        const model::role* body = model::is_predefined_name(role.text) ? nullptr : shared_role(role.text);
        if (!body || !own.insert(role.text).second) continue;
        if (!want_role(at, project_id, *body, role.at)) all = false;
      }
    }
    return all;
  }

  const model::role* shared_role(const std::string& name) const {
    const auto at =
        std::ranges::lower_bound(policy_.project_roles, name, {},
                                 [](const model::role& r) -> const std::string& { return r.name.text; });
    return at != policy_.project_roles.end() && at->name.text == name ? &*at : nullptr;
  }

  bool project_grants(const model::project& entry, scope at, const std::string& project_id) {
    bool all = true;
    for (const model::project_grants& group : *entry.groups) {
      const auto key = group_keys_.find(group.who.text);
      if (key == group_keys_.end()) {
        all = false;
        if (!has_read({list_kind::groups, {}, {}})) continue;
        block(out_.scope_address(at) / address_part{"group", {group.who.text, {}}}, group.who.at,
              "the group does not exist");
        continue;
      }
      if (!want_grants(at, project_id, {model::principal_kind::group, key->second}, group.roles)) all = false;
    }
    return all;
  }

  void name_principals(const model::project& entry, scope at, rule applies) {
    for (const model::project_grants& group : *entry.groups) {
      const auto key = group_keys_.find(group.who.text);
      if (key != group_keys_.end()) {
        out_.grants_of[{at, {model::principal_kind::group, key->second}}] = applies;
      }
    }
  }

  // ---- common

  [[nodiscard]] bool has_read(const model::list_ref& list) const { return live_.has_read(list); }
  [[nodiscard]] bool is_refused(const model::list_ref& list) const { return live_.unreadable.contains(list); }

  void block(address at, const base::source_range& cause, std::string reason) {
    out_.blocked.push_back({std::move(at), std::move(reason), cause});
  }

  void sort() {
    std::ranges::sort(out_.roles, {}, [](const model::wanted_role& r) { return std::pair(r.at, r.key); });
    std::ranges::sort(out_.groups, {}, &model::wanted_group::key);
    std::ranges::sort(out_.projects, {}, &model::wanted_project::key);
    const auto order = [](const model::wanted_grant& g) { return std::tie(g.what, g.cause); };
    std::ranges::sort(out_.grants, {}, order);
    const auto same = [](const model::wanted_grant& a, const model::wanted_grant& b) {
      return a.what == b.what;
    };
    out_.grants.erase(std::unique(out_.grants.begin(), out_.grants.end(), same), out_.grants.end());
    const auto text = [](const model::blocked_line& b) { return std::pair(b.at.text(), b.cause); };
    std::ranges::sort(out_.blocked, {}, text);
  }

  const model::policy& policy_;
  const model::organization& live_;
  model::symbols& names_;
  model::desired out_;
  std::map<std::string, std::vector<const model::live_role*>>
      roles_of_; // by project id; empty: the organization
  std::map<std::pair<scope, std::string>, symbol>
      declared_;                             // custom roles of each scope by the policy's name
  std::map<std::string, symbol> group_keys_; // groups that exist or will be created
};

} // namespace

model::desired resolve(const model::policy& policy, const model::organization& live, model::symbols& names) {
  return resolver(policy, live, names).run();
}

} // namespace rolecall::policy
