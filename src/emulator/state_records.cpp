#include "emulator/state_records.hpp"

#include "emulator/catalogue.hpp"

#include <boost/json/serialize.hpp>

namespace rolecall::emulator {
namespace {

void read_account(const json_node& node, project& in) {
  node.expect_object({"id", "name", "role", "roles", "organization_roles", "created_at"});
  service_account made;
  made.name = node.text("name");
  made.id = id_of(node, in.service_accounts, "svc_acct_" + in.id + '_' + slug(made.name));
  made.created_at = node.maybe_number("created_at").value_or(epoch);
  add(node, in.service_accounts, std::move(made));
}

void read_role(const json_node& node, scope& where, const std::string& prefix) {
  node.expect_object({"id", "name", "description", "permissions", "predefined", "created_at", "updated_at"});
  role made;
  made.name = node.text("name");
  made.predefined = node.flag("predefined", false);
  made.id = id_of(node, where.roles,
                  made.predefined ? predefined_role_id(where, plain_name(made)) : prefix + slug(made.name));
  made.description = node.maybe_text("description");
  made.permissions = node.texts("permissions");
  made.created_at = node.maybe_number("created_at").value_or(epoch);
  made.updated_at = node.maybe_number("updated_at").value_or(made.created_at);
  add(node, where.roles, std::move(made));
}

void make_room(const json_node& node, scope& where) {
  if (!node.flag("predefined", false)) return;
  role coming;
  coming.id = node.maybe_text("id").value_or("");
  coming.name = node.text("name");
  for (const auto& usual : where.roles) {
    if (plain_name(usual) != plain_name(coming)) continue;
    const auto id = usual.id;
    where.roles.erase(id);
    return;
  }
}

void read_actor(const json_node& actor, audit_event& event) {
  for (const auto* by : {"session", "api_key"}) {
    const auto means = actor.maybe(by);
    if (!means) continue;
    for (const auto* kind : {"user", "service_account"}) {
      const auto who = means->maybe(kind);
      if (!who) continue;
      event.actor_id = who->maybe_text("id").value_or("");
      event.actor_email = who->maybe_text("email").value_or("");
    }
  }
}

} // namespace

std::string slug(std::string_view name) {
  std::string out;
  for (const char c : base::lower(name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "x" : out;
}

void read_user(const json_node& node, state& org) {
  node.expect_object({"id", "email", "name", "roles", "is_scim_managed", "is_service_account", "added_at",
                      "technical_level", "developer_persona", "listed", "legacy_role"});
  user made;
  made.email = node.maybe_text("email");
  made.name = node.maybe_text("name");
  const auto known_as = made.email ? made.email->substr(0, made.email->find('@')) : made.name.value_or("");
  made.id = id_of(node, org.users, "user-" + slug(known_as));
  made.added_at = node.maybe_number("added_at").value_or(epoch);
  made.scim = node.flag("is_scim_managed", false);
  made.service_account = node.flag("is_service_account", false);
  made.listed = node.flag("listed", true);
  made.technical_level = node.maybe_text("technical_level");
  made.developer_persona = node.maybe_text("developer_persona");
  add(node, org.users, std::move(made));
}

void read_roles(const json_node& in, scope& where, const std::string& prefix) {
  const auto roles = in.elements("roles");
  for (const auto& one : roles) make_room(one, where);
  for (const auto& one : roles) read_role(one, where, prefix);
}

void read_group(const json_node& node, state& org) {
  node.expect_object({"id", "name", "is_scim_managed", "group_type", "created_at", "members", "roles"});
  group made;
  made.name = node.text("name");
  made.id = id_of(node, org.groups, "group_" + slug(made.name));
  made.scim = node.flag("is_scim_managed", false);
  made.type = node.maybe_text("group_type").value_or("group");
  if (made.type != "group" && made.type != "tenant_group" && made.type != "unknown")
    throw node.mistake("group_type is group, tenant_group or unknown");
  made.created_at = node.maybe_number("created_at").value_or(epoch);
  add(node, org.groups, std::move(made));
}

void read_project(const json_node& node, state& org) {
  node.expect_object({"id", "name", "status", "default", "created_at", "archived_at", "external_key_id",
                      "residency", "roles", "groups", "users", "service_accounts"});
  project made;
  made.name = node.text("name");
  made.id = id_of(node, org.projects, "proj_" + slug(made.name));
  made.created_at = node.maybe_number("created_at").value_or(epoch);
  const auto status = node.maybe_text("status").value_or("active");
  if (status != "active" && status != "archived") throw node.mistake("status is active or archived");
  made.archived_at = node.maybe_number("archived_at");
  if (status == "archived" && !made.archived_at) made.archived_at = epoch;
  if (status == "active" && made.archived_at) throw node.mistake("an active project has no archived_at");
  made.is_default = node.flag("default", false);
  made.external_key_id = node.maybe_text("external_key_id");
  made.residency = node.maybe_text("residency");
  made.access = project_scope(made.id);
  read_roles(node, made.access, "role_" + made.id + '~');
  for (const auto& one : node.elements("service_accounts")) read_account(one, made);
  add(node, org.projects, std::move(made));
}

void read_event(const json_node& node, state& org, const std::string& project) {
  node.expect_object({"id", "type", "effective_at", "project", "actor", "payload", "resources"});
  audit_event made;
  made.type = node.text("type");
  made.id = node.maybe_text("id").value_or("audit_log-" + std::to_string(org.audit.size() + 1));
  made.at = node.maybe_number("effective_at").value_or(epoch);
  made.project = project;
  const auto actor = node.maybe("actor");
  made.actor = actor ? boost::json::serialize(actor->value()) : "null";
  if (actor) read_actor(*actor, made);
  const auto payload = node.maybe("payload");
  made.payload = payload ? boost::json::serialize(payload->value()) : "{}";
  made.resources = node.texts("resources");
  if (!node.maybe("resources") && payload)
    if (auto id = payload->maybe_text("id")) made.resources.push_back(*id);
  org.audit.push_back(std::move(made));
}

} // namespace rolecall::emulator
