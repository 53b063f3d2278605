#include "emulator/catalogue.hpp"
#include "emulator/json_writer.hpp"
#include "emulator/state_file.hpp"

#include <algorithm>

namespace rolecall::emulator {
namespace {

// By name where that is clear, else by id.
std::string reference(const scope& where, const std::string& role_id) {
  const auto& name = where.roles.find(role_id)->name;
  const auto named = [&](const role& other) { return other.name == name || other.id == name; };
  return std::count_if(where.roles.begin(), where.roles.end(), named) == 1 ? name : role_id;
}

std::vector<std::string> roles_of(const scope& where, const principal& who) {
  std::vector<std::string> out;
  if (const auto found = where.held.find(who); found != where.held.end())
    for (const auto& id : found->second) out.push_back(reference(where, id));
  return out;
}

/// A predefined role that is there without being written.
bool is_usual(const role& what, const scope& fresh) {
  const auto* usual = what.predefined ? fresh.roles.find(what.id) : nullptr;
  return usual != nullptr && usual->name == what.name && usual->description == what.description &&
         usual->permissions == what.permissions;
}

template <class Records, class Write>
void write_array(std::string& out, std::string_view name, const Records& records, Write write,
                 bool last = false) {
  out.append("  \"").append(name).append("\": [");
  bool first = true;
  for (const auto& record : records) {
    json_writer line;
    if (!write(line, record)) continue;
    out.append(first ? "\n    " : ",\n    ").append(line.text());
    first = false;
  }
  out.append(first ? "]" : "\n  ]").append(last ? "\n" : ",\n");
}

void write_role_record(json_writer& out, const role& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("description", what.description);
  out.member("permissions", what.permissions);
  if (what.predefined) out.member("predefined", true);
  out.member("created_at", what.created_at);
  out.member("updated_at", what.updated_at);
  out.end_object();
}

void write_user_record(json_writer& out, const state& org, const user& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("email", what.email);
  out.member("name", what.name);
  out.member("roles", roles_of(org.access, {principal_kind::user, what.id}));
  out.member("is_scim_managed", what.scim);
  if (what.service_account) out.member("is_service_account", true);
  if (!what.listed) out.member("listed", false);
  out.member("added_at", what.added_at);
  if (what.technical_level) out.member("technical_level", what.technical_level);
  if (what.developer_persona) out.member("developer_persona", what.developer_persona);
  out.end_object();
}

void write_group_record(json_writer& out, const state& org, const group& what) {
  std::vector<std::string> members;
  for (const auto& one : what.members) members.push_back(one.id);
  out.begin_object();
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("is_scim_managed", what.scim);
  out.member("group_type", what.type);
  out.member("created_at", what.created_at);
  out.member("members", members);
  out.member("roles", roles_of(org.access, {principal_kind::group, what.id}));
  out.end_object();
}

void write_members(json_writer& out, const project& in, principal_kind kind) {
  const auto& listed = kind == principal_kind::group ? in.groups : in.users;
  const auto* word = kind == principal_kind::group ? "group" : "user";
  out.begin_array();
  for (const auto& one : listed) {
    out.begin_object();
    out.member(word, one.id);
    out.member("roles", roles_of(in.access, {kind, one.id}));
    out.member("added_at", one.since);
    out.end_object();
  }
  for (const auto& [who, roles] : in.access.held) {
    if (who.kind != kind || listed.contains(who.id) || in.service_accounts.contains(who.id)) continue;
    out.begin_object();
    out.member(word, who.id);
    out.member("roles", roles_of(in.access, who));
    out.member("listed", false);
    out.end_object();
  }
  out.end_array();
}

void write_account(json_writer& out, const state& org, const project& in, const service_account& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("roles", roles_of(in.access, {principal_kind::user, what.id}));
  if (const auto roles = roles_of(org.access, {principal_kind::user, what.id}); !roles.empty())
    out.member("organization_roles", roles);
  out.member("created_at", what.created_at);
  out.end_object();
}

void write_project_record(json_writer& out, const state& org, const project& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("status", what.archived_at ? "archived" : "active");
  out.member("default", what.is_default);
  out.member("created_at", what.created_at);
  if (what.archived_at) out.member("archived_at", what.archived_at);
  if (what.external_key_id) out.member("external_key_id", what.external_key_id);
  if (what.residency) out.member("residency", what.residency);
  out.key("roles");
  out.begin_array();
  const scope usual = project_scope(what.id);
  for (const auto& one : what.access.roles)
    if (!is_usual(one, usual)) write_role_record(out, one);
  out.end_array();
  out.key("groups");
  write_members(out, what, principal_kind::group);
  out.key("users");
  write_members(out, what, principal_kind::user);
  out.key("service_accounts");
  out.begin_array();
  for (const auto& one : what.service_accounts) write_account(out, org, what, one);
  out.end_array();
  out.end_object();
}

void write_invite_record(json_writer& out, const invite& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("email", what.email);
  out.member("role", what.role);
  out.member("status", what.status);
  out.member("created_at", what.created_at);
  if (what.expires_at) out.member("expires_at", what.expires_at);
  if (what.accepted_at) out.member("accepted_at", what.accepted_at);
  out.key("projects");
  out.begin_array();
  for (const auto& in : what.projects) {
    out.begin_object();
    out.member("id", in.id);
    out.member("role", in.role);
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

void write_key_record(json_writer& out, const admin_key& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("redacted_value", what.redacted_value);
  out.member("owner", what.owner);
  out.member("created_at", what.created_at);
  if (what.expires_at) out.member("expires_at", what.expires_at);
  if (what.last_used_at) out.member("last_used_at", what.last_used_at);
  out.end_object();
}

void write_event_record(json_writer& out, const audit_event& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("type", what.type);
  out.member("effective_at", what.at);
  if (!what.project.empty()) out.member("project", what.project);
  out.key("actor");
  out.raw(what.actor);
  out.key("payload");
  out.raw(what.payload);
  out.member("resources", what.resources);
  out.end_object();
}

} // namespace

std::string write_state(const state& org) {
  json_writer head;
  head.begin_object();
  head.member("id", org.access.id);
  head.member("name", org.name);
  head.end_object();
  std::string out = "{\n  \"organization\": " + head.text() + ",\n";
  const auto all = [](auto write) {
    return [write](json_writer& line, const auto& record) {
      write(line, record);
      return true;
    };
  };
  write_array(out, "users", org.users,
              all([&](json_writer& line, const user& u) { write_user_record(line, org, u); }));
  const scope usual = organization_scope(org.access.id);
  write_array(out, "roles", org.access.roles, [&](json_writer& line, const role& r) {
    const bool written = !is_usual(r, usual);
    if (written) write_role_record(line, r);
    return written;
  });
  write_array(out, "groups", org.groups,
              all([&](json_writer& line, const group& g) { write_group_record(line, org, g); }));
  write_array(out, "projects", org.projects,
              all([&](json_writer& line, const project& p) { write_project_record(line, org, p); }));
  write_array(out, "invites", org.invites,
              all([](json_writer& line, const invite& i) { write_invite_record(line, i); }));
  write_array(out, "admin_keys", org.admin_keys,
              all([](json_writer& line, const admin_key& k) { write_key_record(line, k); }));
  write_array(out, "audit_logs", org.audit,
              all([](json_writer& line, const audit_event& e) { write_event_record(line, e); }), true);
  return out += "}\n";
}

} // namespace rolecall::emulator
