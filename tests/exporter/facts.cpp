#include "exporter/facts.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace rolecall::test {
namespace {

using model::list_kind;
using model::principal_kind;

std::string body(const std::optional<std::string>& description, const std::vector<std::string>& permissions) {
  std::string out = description && !description->empty() ? base::quoted(*description) : "-";
  for (const std::string& p : permissions) out += " " + base::quoted(p);
  return out;
}

std::string body(const model::role& role) {
  std::vector<std::string> permissions;
  for (const model::permission& p : role.permissions) permissions.push_back(p.name);
  return body(role.description, permissions);
}

/// Descriptions that a file may not hold are left alone.
std::optional<std::string> writable(const std::optional<std::string>& description) {
  if (!description || description->find("sk-proj-") != std::string::npos) return {};
  if (description->find('\x07') != std::string::npos || description->find("\u202E") != std::string::npos)
    return {};
  return description;
}

class reader {
public:
  reader(const model::policy& policy, const model::organization& live) : policy_(policy), live_(live) {}

  facts run() {
    for (const model::role& role : policy_.roles.value_or(std::vector<model::role>{})) declare("", role);
    for (const model::group& group : policy_.groups.value_or(std::vector<model::group>{})) add(group);
    for (const model::user& user : policy_.users.value_or(std::vector<model::user>{})) {
      for (const model::written& role : user.roles.value_or(std::vector<model::written>{}))
        grant("", "user", user_id(user.key.text), role.text, nullptr);
    }
    for (const model::project& project : policy_.projects) add(project);
    return std::move(out_);
  }

private:
  template <class Thing, class Fits>
  std::string id_of(const std::optional<model::written>& pinned, const std::vector<Thing>& all, Fits fits) {
    std::vector<std::string> found;
    for (const Thing& thing : all) {
      if (pinned ? thing.id == pinned->text : fits(thing)) found.push_back(thing.id);
    }
    REQUIRE(found.size() == 1);
    return found.front();
  }

  std::string user_id(const std::string& key) {
    if (!model::is_email(key)) return key;
    return id_of({}, live_.users, [&](const model::live_user& u) { return base::lower(u.email) == key; });
  }

  std::string role_id(const std::string& project, const model::role& role) {
    return id_of(role.live.id, live_.roles, [&](const model::live_role& r) {
      return r.project_id == project && r.name == role.name.text && (!role.create || !r.predefined);
    });
  }

  void declare(const std::string& project, const model::role& role) {
    const std::string id = role_id(project, role);
    if (role.create) out_.insert("role " + id + " " + body(role));
    declared_[project][role.name.text] = id;
  }

  void add(const model::group& group) {
    const std::string id = id_of(group.live.id, live_.groups,
                                 [&](const model::live_group& g) { return g.name == group.name.text; });
    groups_[group.name.text] = id;
    if (group.create) out_.insert("group " + id);
    for (const model::written& who : group.members.value_or(std::vector<model::written>{}))
      out_.insert("member " + id + " " + user_id(who.text));
    for (const model::written& role : group.roles.value_or(std::vector<model::written>{}))
      grant("", "group", id, role.text, nullptr);
  }

  const model::role* shared(const std::string& name) const {
    const auto found =
        std::ranges::find(policy_.project_roles, name, [](const model::role& r) { return r.name.text; });
    return found == policy_.project_roles.end() ? nullptr : &*found;
  }

  void add(const model::project& project) {
    const std::string id = id_of(project.id, live_.projects, [&](const model::live_project& p) {
      return !p.archived && p.name == project.key.text;
    });
    for (const model::role& role : project.roles.value_or(std::vector<model::role>{}))
      declare(id, role.shared ? *shared(role.name.text) : role);
    for (const model::project_grants& one : project.groups.value_or(std::vector<model::project_grants>{})) {
      for (const model::written& role : one.roles)
        grant(id, "group", groups_.at(one.who.text), role.text, &project);
    }
    for (const model::project_grants& one : project.users.value_or(std::vector<model::project_grants>{})) {
      for (const model::written& role : one.roles)
        grant(id, "user", user_id(one.who.text), role.text, &project);
    }
  }

  void grant(const std::string& project, const std::string& kind, const std::string& who,
             const std::string& role, const model::project* in) {
    std::string id;
    for (const model::live_role& live : live_.roles) {
      const bool means = live.project_id == project && live.predefined && plain_name(live) == role;
      if (id.empty() && means && model::is_predefined_name(role)) id = live.id;
    }
    if (id.empty() && !declared_[project].contains(role) && in) declare(project, *shared(role));
    if (id.empty()) id = declared_[project].at(role);
    out_.insert(kind + " " + who + " holds " + id);
  }

  const model::policy& policy_;
  const model::organization& live_;
  facts out_;
  std::map<std::string, std::map<std::string, std::string>> declared_;
  std::map<std::string, std::string> groups_;
};

bool is_active(const model::organization& live, const std::string& project) {
  return project.empty() || !live.project(project)->archived;
}

bool is_predefined(const model::organization& live, const model::live_grant& grant,
                   const std::string& plain) {
  const model::live_role* role = live.role(grant.role_id);
  return role->predefined && plain_name(*role) == plain;
}

std::set<std::string> owners(const model::organization& live) {
  std::set<std::string> out;
  for (const model::live_user& user : live.users) {
    if (user.organization_role == "owner") out.insert(user.id);
  }
  for (const model::live_grant& grant : live.grants) {
    if (!grant.project_id.empty() || !is_predefined(live, grant, "owner")) continue;
    if (grant.kind == principal_kind::user) out.insert(grant.principal_id);
    for (const std::string& member : live.listed({list_kind::group_members, {}, grant.principal_id}))
      out.insert(member);
  }
  return out;
}

std::string written(const std::vector<model::written>& all) {
  std::string out = "[";
  for (const model::written& one : all) out += base::quoted(one.text) + " ";
  return out + "]";
}

template <class T, class F>
std::string each(const std::optional<std::vector<T>>& all, F text) {
  std::string out = all ? "{" : "none";
  for (const T& one : all.value_or(std::vector<T>{})) out += text(one) + "\n";
  return out;
}

std::string identity(const model::identity& of) {
  return (of.id ? " id " + of.id->text : "") + (of.name ? " name " + base::quoted(of.name->text) : "");
}

std::string role_said(const model::role& r) {
  return base::quoted(r.name.text) + (r.create ? "" : " foreign") + (r.shared ? " shared" : "") +
         identity(r.live) + " " + body(r);
}

std::string grants_said(const model::project_grants& g) {
  return base::quoted(g.who.text) + written(g.roles);
}

} // namespace

facts facts_of(const model::policy& policy, const model::organization& live) {
  return reader(policy, live).run();
}

facts facts_of(const model::organization& live) {
  facts out;
  for (const model::live_role& role : live.roles) {
    if (!role.predefined && is_active(live, role.project_id))
      out.insert("role " + role.id + " " + body(writable(role.description), role.permissions));
  }
  std::set<std::string> named; // whoever is named once is named everywhere
  for (const model::live_group& group : live.groups) {
    if (group.owner != model::group_owner::organization) continue;
    out.insert("group " + group.id);
    for (const std::string& member : live.listed({list_kind::group_members, {}, group.id})) {
      out.insert("member " + group.id + " " + member);
      named.insert(member);
    }
  }
  const std::set<std::string> kings = owners(live);
  std::vector<std::string> perhaps;
  for (const model::live_grant& grant : live.grants) {
    const bool own =
        grant.source == model::grant_source::direct || grant.source == model::grant_source::untold;
    if (!own || !is_active(live, grant.project_id)) continue;
    const bool user = grant.kind == principal_kind::user;
    if (user && grant.project_id.empty() && is_predefined(live, grant, "reader")) continue;
    const model::live_user* who = live.user(grant.principal_id);
    const bool account = user && who && who->service_account;
    const bool only_member = !grant.project_id.empty() && is_predefined(live, grant, "member");
    if (account && !only_member) named.insert(grant.principal_id);
  }
  for (const model::live_grant& grant : live.grants) {
    const bool own =
        grant.source == model::grant_source::direct || grant.source == model::grant_source::untold;
    if (!own || !is_active(live, grant.project_id)) continue;
    const bool user = grant.kind == principal_kind::user;
    if (user && grant.project_id.empty() && is_predefined(live, grant, "reader")) continue;
    if (user && !grant.project_id.empty() && kings.contains(grant.principal_id)) continue;
    const model::live_user* who = live.user(grant.principal_id);
    if (user && who && who->service_account && !named.contains(who->id)) continue;
    out.insert(std::string(user ? "user " : "group ") + grant.principal_id + " holds " + grant.role_id);
  }
  return out;
}

std::string said(const model::policy& p) {
  const auto project = [](const model::project& one) {
    return base::quoted(one.key.text) + (one.id ? " id " + one.id->text : "") +
           (one.name ? " name " + base::quoted(one.name->text) : "") + (one.manage ? " managed" : "") + "\n" +
           each(one.roles, role_said) + each(one.groups, grants_said) + each(one.users, grants_said);
  };
  const auto group = [](const model::group& one) {
    return base::quoted(one.name.text) + (one.create ? "" : " foreign") + identity(one.live) +
           (one.manage ? " managed" : "") + (one.roles ? written(*one.roles) : "-") +
           (one.members ? written(*one.members) : "-");
  };
  const auto user = [](const model::user& one) {
    return base::quoted(one.key.text) + (one.roles ? written(*one.roles) : "-");
  };
  return (p.organization ? p.organization->text : "-") + written(p.except.roles) + written(p.except.groups) +
         each(p.roles, role_said) + each(std::optional(p.project_roles), role_said) + each(p.groups, group) +
         each(p.users, user) + each(std::optional(p.projects), project);
}

} // namespace rolecall::test
