#include "emulator/shapes.hpp"

namespace rolecall::emulator {
namespace {

std::string display_name(const call& c, const scope& where, const role& what) {
  const bool as_display =
      what.predefined && where.resource_type == "api.project" && c.how.is(knob::predefined_names, "display");
  auto name = as_display ? plain_name(what) : std::string();
  if (name.empty()) return what.name;
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return "Project " + name;
}

void write_permissions(json_writer& out, const call& c, const role& what) {
  if (!c.how.is(knob::permission_order, "shuffled")) return out.member("permissions", what.permissions);
  auto all = what.permissions;
  for (auto i = all.size(); i > 1; --i) std::swap(all[i - 1], all[c.random.below(i)]);
  out.member("permissions", all);
}

void write_source(json_writer& out, std::string_view id, std::string_view kind) {
  out.begin_object();
  out.member("principal_id", id);
  out.member("principal_type", kind);
  out.end_object();
}

// Where the service does not say that a direct assignment is one, a direct one hides those inherited beside
// it.
void write_sources(json_writer& out, const call& c, const principal& who, const held_role& held) {
  const bool names_itself = held.direct && c.how.is(knob::direct_source, "self");
  if (held.direct && !names_itself) {
    if (c.how.is(knob::direct_source, "null")) out.member("assignment_sources", nullptr);
    if (c.how.is(knob::direct_source, "empty")) out.member("assignment_sources", std::vector<std::string>());
    return;
  }
  if (!held.direct && c.how.is(knob::inherited, "unmarked")) return;
  out.key("assignment_sources");
  out.begin_array();
  if (names_itself) write_source(out, who.id, who.kind == principal_kind::user ? "user" : "group");
  for (const auto& id : held.through) write_source(out, id, "group");
  out.end_array();
}

} // namespace

void write_role(json_writer& out, const call& c, const scope& where, const role& what) {
  out.begin_object();
  out.member("object", "role");
  out.member("id", what.id);
  out.member("name", display_name(c, where, what));
  out.member("description", what.description);
  write_permissions(out, c, what);
  out.member("resource_type", where.resource_type);
  out.member("predefined_role", what.predefined);
  out.end_object();
}

void write_held_role(json_writer& out, const call& c, const scope& where, const principal& who,
                     const held_role& held) {
  const auto& what = *held.what;
  out.begin_object();
  out.member("id", what.id);
  out.member("name", display_name(c, where, what));
  write_permissions(out, c, what);
  out.member("resource_type", where.resource_type);
  out.member("predefined_role", what.predefined);
  out.member("description", what.description);
  out.member("created_at", what.created_at);
  out.member("updated_at", what.updated_at);
  out.member("created_by", nullptr);
  out.member("created_by_user_obj", nullptr);
  out.key("metadata");
  out.raw("{}");
  write_sources(out, c, who, held);
  out.end_object();
}

void write_group(json_writer& out, const group& what) {
  out.begin_object();
  out.member("object", "group");
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("created_at", what.created_at);
  out.member("is_scim_managed", what.scim);
  out.member("group_type", what.type);
  out.end_object();
}

void write_renamed_group(json_writer& out, const group& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("created_at", what.created_at);
  out.member("is_scim_managed", what.scim);
  out.end_object();
}

void write_assigned_group(json_writer& out, const group& what) {
  out.begin_object();
  out.member("object", "group");
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("created_at", what.created_at);
  out.member("scim_managed", what.scim);
  out.end_object();
}

void write_user(json_writer& out, const call& c, const user& what) {
  out.begin_object();
  out.member("object", "organization.user");
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("email", what.email);
  out.member("role", legacy_role(c.org, what.id));
  out.member("added_at", what.added_at);
  out.member("created", what.added_at);
  out.member("is_default", false);
  out.member("is_service_account", what.service_account);
  out.member("is_scim_managed", what.scim);
  out.member("api_key_last_used_at", nullptr);
  out.member("technical_level", what.technical_level);
  out.member("developer_persona", what.developer_persona);
  out.key("user");
  out.begin_object();
  out.member("object", "user");
  out.member("id", what.id);
  out.member("email", what.email);
  out.member("name", what.name);
  out.member("picture", nullptr);
  out.member("enabled", true);
  out.member("banned", false);
  out.member("banned_at", nullptr);
  out.end_object();
  out.end_object();
}

void write_project(json_writer& out, const project& what) {
  out.begin_object();
  out.member("id", what.id);
  out.member("object", "organization.project");
  out.member("name", what.name);
  out.member("created_at", what.created_at);
  out.member("archived_at", what.archived_at);
  out.member("status", what.archived_at ? "archived" : "active");
  out.member("external_key_id", what.external_key_id);
  if (what.residency) out.member("residency", what.residency);
  out.end_object();
}

void write_project_group(json_writer& out, const project& in, const group& what, unix_time since) {
  out.begin_object();
  out.member("object", "project.group");
  out.member("project_id", in.id);
  out.member("group_id", what.id);
  out.member("group_name", what.name);
  out.member("group_type", what.type);
  out.member("created_at", since);
  out.end_object();
}

void write_project_user(json_writer& out, const call& c, const project& in, const membership& who) {
  const auto shown = person_of(c.org, who.id);
  out.begin_object();
  out.member("object", "organization.project.user");
  out.member("id", who.id);
  out.member("name", shown.name);
  out.member("email", shown.email);
  out.member("role", legacy_role(c.org, in, who.id));
  out.member("added_at", who.since);
  out.end_object();
}

void write_service_account(json_writer& out, const project& in, const service_account& what) {
  const principal who{principal_kind::user, what.id};
  std::string_view shown = "none";
  if (holds(in.access, who, predefined_role(in.access, "member").id)) shown = "member";
  if (holds(in.access, who, predefined_role(in.access, "owner").id)) shown = "owner";
  out.begin_object();
  out.member("object", "organization.project.service_account");
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("role", shown);
  out.member("created_at", what.created_at);
  out.end_object();
}

void write_invite(json_writer& out, const invite& what) {
  out.begin_object();
  out.member("object", "organization.invite");
  out.member("id", what.id);
  out.member("email", what.email);
  out.member("role", what.role);
  out.member("status", what.status);
  out.member("created_at", what.created_at);
  out.member("expires_at", what.expires_at);
  out.member("accepted_at", what.accepted_at);
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

void write_admin_key(json_writer& out, const call& c, const admin_key& what) {
  const auto shown = person_of(c.org, what.owner);
  const auto* owner = c.org.users.find(what.owner);
  const auto* account = find_service_account(c.org, what.owner);
  out.begin_object();
  out.member("object", "organization.admin_api_key");
  out.member("id", what.id);
  out.member("name", what.name);
  out.member("redacted_value", what.redacted_value);
  out.member("created_at", what.created_at);
  out.member("expires_at", what.expires_at);
  out.member("last_used_at", what.last_used_at);
  out.key("owner");
  out.begin_object();
  out.member("type", shown.service_account ? "service_account" : "user");
  out.member("object", shown.service_account ? "organization.service_account" : "organization.user");
  out.member("id", what.owner);
  out.member("name", shown.name);
  out.member("created_at", owner != nullptr     ? owner->added_at
                           : account != nullptr ? account->created_at
                                                : what.created_at);
  out.member("role", legacy_role(c.org, what.owner));
  out.end_object();
  out.end_object();
}

std::string_view legacy_role(const state& org, const std::string& user_id) {
  return holds(org.access, {principal_kind::user, user_id}, predefined_role(org.access, "owner").id)
             ? "owner"
             : "reader";
}

std::string_view legacy_role(const state& org, const project& in, const std::string& user_id) {
  // Organization owners own every project, whatever was assigned there.
  if (legacy_role(org, user_id) == "owner") return "owner";
  return holds(in.access, {principal_kind::user, user_id}, predefined_role(in.access, "owner").id) ? "owner"
                                                                                                   : "member";
}

person person_of(const state& org, const std::string& id) {
  if (const auto* found = org.users.find(id))
    return person{found->name.value_or(""), found->email, found->service_account};
  if (const auto* found = find_service_account(org, id)) return person{found->name, std::nullopt, true};
  return person{};
}

} // namespace rolecall::emulator
