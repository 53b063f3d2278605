#include "sim/meaning.hpp"

#include "model/organization.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace rolecall::sim {
namespace {

using emulator::principal_kind;
namespace json = boost::json;

std::vector<std::string> segments(std::string_view target) {
  target = target.substr(0, target.find('?'));
  std::vector<std::string> out;
  while (!target.empty()) {
    target.remove_prefix(1); // its slash
    const auto end = std::min(target.find('/'), target.size());
    out.emplace_back(target.substr(0, end));
    target.remove_prefix(end);
  }
  return out;
}

struct body_of {
  json::object members;

  explicit body_of(const std::string& text) {
    boost::system::error_code ec;
    json::value parsed = json::parse(text, ec);
    if (!ec && parsed.is_object()) members = std::move(parsed.get_object());
  }
  [[nodiscard]] std::string text(std::string_view name) const {
    const auto* found = members.if_contains(name);
    return found && found->is_string() ? std::string(found->get_string().c_str()) : std::string();
  }
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view name) const {
    const auto* found = members.if_contains(name);
    if (!found || !found->is_array()) return std::nullopt;
    std::vector<std::string> out;
    for (const auto& item : found->get_array()) out.emplace_back(item.as_string().c_str());
    std::ranges::sort(out);
    return out;
  }
};

principal_kind kind_of(const std::string& word) {
  return word == "groups" ? principal_kind::group : principal_kind::user;
}

/// Below a scope: roles, and who holds them.
meaning in_scope(std::string project, const std::vector<std::string>& at, bool post, const body_of& body) {
  meaning out;
  out.project = std::move(project);
  if (at[0] == "roles") {
    out.name = body.text("role_name");
    out.permissions = body.texts("permissions");
    if (at.size() > 1) out.role = at[1];
    out.what = at.size() == 1 ? deed::create_role : post ? deed::update_role : deed::delete_role;
  } else if (at.size() >= 3 && at[2] == "roles") {
    out.who = {kind_of(at[0]), at[1]};
    out.role = post ? body.text("role_id") : at.size() > 3 ? at[3] : "";
    out.what = post ? deed::assign : deed::unassign;
  }
  return out;
}

meaning of_group(const std::vector<std::string>& at, bool post, const body_of& body) {
  meaning out;
  out.name = body.text("name");
  if (at.size() > 1) out.group = at[1];
  if (at.size() == 1) out.what = deed::create_group;
  if (at.size() == 2) out.what = post ? deed::rename_group : deed::delete_group;
  if (at.size() > 2 && at[2] == "users") {
    out.what = post ? deed::add_member : deed::remove_member;
    out.who = {principal_kind::user, post ? body.text("user_id") : at.at(3)};
  }
  return out;
}

meaning of_project(const std::vector<std::string>& at, bool post, const body_of& body) {
  meaning out;
  if (at.size() == 1) {
    out.what = deed::create_project;
    out.name = body.text("name");
  } else if (at.size() > 2) {
    const principal_kind kind = kind_of(at[2]);
    out.project = at[1];
    out.what = post ? deed::enter : deed::leave;
    out.who = {kind, post ? body.text(kind == principal_kind::group ? "group_id" : "user_id") : at.at(3)};
    out.role = body.text("role");
  }
  return out;
}

bool same_role(const std::string& a, const std::string& b) {
  return a == b || a.starts_with(b + "__") || b.starts_with(a + "__");
}

bool same_kind(model::principal_kind a, principal_kind b) {
  return (a == model::principal_kind::group) == (b == principal_kind::group);
}

struct server {
  const meaning& m;
  const finder& find;

  bool operator()(const plan::create_project& op) const {
    return m.what == deed::create_project && m.name == op.name;
  }
  bool operator()(const plan::invite_user& op) const {
    return m.what == deed::delete_invite ? m.name == op.expired_id
                                         : m.what == deed::create_invite && m.name == op.email;
  }
  bool operator()(const plan::create_role& op) const {
    return m.what == deed::create_role && m.name == op.name && m.permissions == op.after.permissions &&
           find.is(op.project, m.project);
  }
  bool operator()(const plan::update_role& op) const {
    return m.what == deed::update_role && m.role == op.role_id && m.project == op.project_id &&
           (m.name.empty() || m.name == op.name.to) &&
           (!m.permissions || *m.permissions == op.after.permissions);
  }
  bool operator()(const plan::delete_role& op) const {
    return m.what == deed::delete_role && m.role == op.role_id && m.project == op.project_id;
  }
  bool operator()(const plan::create_group& op) const {
    return m.what == deed::create_group && m.name == op.name;
  }
  bool operator()(const plan::rename_group& op) const {
    return m.what == deed::rename_group && m.group == op.group_id && m.name == op.name.to;
  }
  bool operator()(const plan::delete_group& op) const {
    return m.what == deed::delete_group && m.group == op.group_id;
  }
  bool operator()(const plan::add_member& op) const {
    return m.what == deed::add_member && m.who.id == op.user_id && find.is(op.group, m.group);
  }
  bool operator()(const plan::remove_member& op) const {
    return m.what == deed::remove_member && m.who.id == op.user_id && m.group == op.group_id;
  }
  bool operator()(const plan::assign_role& op) const {
    if (!same_kind(op.kind, m.who.kind) || !find.is(op.project, m.project)) return false;
    const bool user = m.who.kind == principal_kind::user;
    if (user ? m.who.id != op.principal.id : !find.is(op.principal, m.who.id)) return false;
    const bool passing = user && !m.project.empty();
    if (m.what == deed::enter && user) return m.role == "member" || m.role == op.joins_as;
    if (m.what == deed::unassign) return passing && m.role.starts_with("role-api-project-member");
    return (m.what == deed::assign || m.what == deed::enter) && find.is_role(op.role, m.role);
  }
  bool operator()(const plan::unassign_role& op) const {
    if (m.what == deed::set_legacy_role)
      return op.demotes && m.who.id == op.principal_id && m.role == "reader";
    return m.what == deed::unassign && m.project == op.project_id && same_kind(op.kind, m.who.kind) &&
           m.who.id == op.principal_id && same_role(m.role, op.role_id);
  }
  bool operator()(const plan::leave_project& op) const {
    return m.what == deed::leave && m.project == op.project_id && same_kind(op.kind, m.who.kind) &&
           m.who.id == op.principal_id;
  }
};

/// Whether what an operation aims at is there.
struct aim {
  const finder& find;
  const emulator::state& org;

  template <class Things, class Is>
  static bool any(const Things& things, const Is& is) {
    return std::any_of(things.begin(), things.end(), is);
  }
  static bool fits(const emulator::role& live, const std::vector<std::string>& permissions) {
    auto sorted = live.permissions;
    std::ranges::sort(sorted);
    return sorted == permissions;
  }

  bool operator()(const plan::create_project& op) const {
    return any(org.projects, [&](const auto& in) { return !in.archived_at && in.name == op.name; });
  }
  bool operator()(const plan::invite_user& op) const {
    return any(org.invites, [&](const auto& i) { return i.email == op.email && i.status == "pending"; });
  }
  bool operator()(const plan::create_role& op) const {
    const auto* where = find.scope(op.project);
    return where && any(where->roles,
                        [&](const auto& r) { return r.name == op.name && fits(r, op.after.permissions); });
  }
  bool operator()(const plan::update_role& op) const {
    const auto* where = find.scope(op.project_id);
    const auto* live = where ? where->roles.find(op.role_id) : nullptr;
    if (op.name.to == model::passing_name(op.role_id)) return true;
    const bool renames = op.name.from != op.name.to;
    const bool changes = op.before.permissions != op.after.permissions;
    return live && (!renames || live->name == op.name.to) && (!changes || fits(*live, op.after.permissions));
  }
  bool operator()(const plan::delete_role& op) const {
    const auto* where = find.scope(op.project_id);
    return !where || !where->roles.contains(op.role_id);
  }
  bool operator()(const plan::create_group& op) const {
    return any(org.groups, [&](const auto& g) { return g.name == op.name; });
  }
  bool operator()(const plan::rename_group& op) const {
    const auto* live = org.groups.find(op.group_id);
    return op.name.to == model::passing_name(op.group_id) || (live && live->name == op.name.to);
  }
  bool operator()(const plan::delete_group& op) const { return !org.groups.contains(op.group_id); }
  bool operator()(const plan::add_member& op) const {
    return any(org.groups,
               [&](const auto& g) { return find.is(op.group, g.id) && g.members.contains(op.user_id); });
  }
  bool operator()(const plan::remove_member& op) const {
    const auto* live = org.groups.find(op.group_id);
    return !live || !live->members.contains(op.user_id);
  }
  bool operator()(const plan::assign_role& op) const {
    const auto* where = find.scope(op.project);
    if (!where) return false;
    for (const auto& [who, roles] : where->held) {
      if (!same_kind(op.kind, who.kind)) continue;
      if (who.kind == principal_kind::user ? who.id != op.principal.id : !find.is(op.principal, who.id))
        continue;
      for (const auto& role : roles)
        if (find.is_role(op.role, role)) return true;
    }
    return false;
  }
  bool operator()(const plan::unassign_role& op) const {
    const auto* where = find.scope(op.project_id);
    const auto kind = op.kind == model::principal_kind::group ? principal_kind::group : principal_kind::user;
    return !where || !emulator::holds(*where, {kind, op.principal_id}, op.role_id);
  }
  bool operator()(const plan::leave_project& op) const {
    const auto* in = org.projects.find(op.project_id);
    const bool group = op.kind == model::principal_kind::group;
    return !in || !(group ? in->groups : in->users).contains(op.principal_id);
  }
};

} // namespace

meaning meaning_of(const http::request& what) {
  const auto at = segments(what.target);
  const bool post = what.verb == http::method::post;
  const body_of body(what.body);
  const std::vector<std::string> rest(at.begin() + (at[0] == "projects" ? 2 : 1), at.end());
  if (at[0] == "projects") return in_scope(at.at(1), rest, post, body);
  if (rest[0] == "roles" || (rest.size() > 2 && rest[2] == "roles")) return in_scope("", rest, post, body);
  if (rest[0] == "groups") return of_group(rest, post, body);
  if (rest[0] == "projects") return of_project(rest, post, body);
  meaning out;
  if (rest[0] == "invites") {
    out.what = post ? deed::create_invite : deed::delete_invite;
    out.name = post ? body.text("email") : rest.at(1);
  } else if (rest[0] == "users" && post && rest.size() == 2) {
    out.what = deed::set_legacy_role;
    out.who = {principal_kind::user, rest[1]};
    out.role = body.text("role");
  }
  return out;
}

bool is_removal(deed what) {
  switch (what) {
  case deed::delete_role:
  case deed::delete_group:
  case deed::remove_member:
  case deed::unassign:
  case deed::leave:
  case deed::delete_invite: return true;
  default: return false;
  }
}

bool finder::is(const plan::target& t, const std::string& id) const {
  if (!t.made_by) return t.id == id;
  const auto known = made.find(id);
  return known != made.end() && known->second == *t.made_by;
}

bool finder::is_role(const plan::target& t, const std::string& id) const {
  return t.made_by ? is(t, id) : same_role(t.id, id);
}

const emulator::scope* finder::scope(const std::string& project) const {
  if (project.empty()) return &org.access;
  const auto* in = org.projects.find(project);
  return in ? &in->access : nullptr;
}

const emulator::scope* finder::scope(const plan::target& project) const {
  if (!project.made_by) return scope(project.id);
  for (const auto& in : org.projects)
    if (is(project, in.id)) return &in.access;
  return nullptr;
}

std::vector<std::size_t> served_by(const meaning& asked, const finder& find) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < find.p.operations.size(); ++i) {
    if (std::visit(server{asked, find}, find.p.operations[i].what)) out.push_back(i);
  }
  return out;
}

bool is_so(const plan::operation& op, const finder& find) { return std::visit(aim{find, find.org}, op.what); }

} // namespace rolecall::sim
