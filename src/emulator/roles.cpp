#include "emulator/audit.hpp"
#include "emulator/body_reader.hpp"
#include "emulator/catalogue.hpp"
#include "emulator/endpoints.hpp"
#include "emulator/paging.hpp"
#include "emulator/shapes.hpp"

#include <algorithm>

// Roles of the organization and of projects.

namespace rolecall::emulator {
namespace {

std::string written(const call& c, const scope& where, const role& what) {
  json_writer out;
  write_role(out, c, where, what);
  return out.take();
}

void refuse_taken_name(const call& c, const scope& where, const std::string& name,
                       const std::string& except_id) {
  if (c.how.is(knob::duplicate_name, "accept")) return;
  for (const auto& other : where.roles)
    if (other.name == name && other.id != except_id)
      throw refusal{c.how.status(knob::duplicate_name), "A role named '" + name + "' already exists.",
                    "role_name", std::nullopt};
}

void refuse_unknown_permissions(const call& c, const std::vector<std::string>& permissions) {
  if (c.how.is(knob::unknown_permission, "200")) return;
  for (const auto& permission : permissions)
    if (!is_known_permission(permission))
      throw invalid("permissions", "Unknown permission: '" + permission + "'.");
}

void refuse_predefined(const call& c, const role& what) {
  if (what.predefined)
    throw refusal{c.how.status(knob::change_predefined), "Predefined roles cannot be changed: " + what.id,
                  std::nullopt, std::nullopt};
}

std::string new_role_id(call& c, const scope& where) {
  if (where.resource_type == "api.project") return "role_" + where.id + '~' + c.random.hex(16);
  return "role_" + c.random.hex(24);
}

std::vector<std::string> missing_from(const std::vector<std::string>& some,
                                      const std::vector<std::string>& others) {
  std::vector<std::string> out;
  for (const auto& one : some)
    if (std::find(others.begin(), others.end(), one) == others.end()) out.push_back(one);
  return out;
}

std::vector<principal> holders(const scope& where, const std::string& role_id) {
  std::vector<principal> out;
  for (const auto& [who, roles] : where.held)
    if (std::find(roles.begin(), roles.end(), role_id) != roles.end()) out.push_back(who);
  return out;
}

} // namespace

response list_roles(call& c) {
  const auto& where = scope_of(c);
  c.allow_query({"limit", "after", "order"});
  const auto key = [&](std::size_t i) { return std::string_view(where.roles[i].id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_role(out, c, where, where.roles[i]); };
  return list_page(c, role_list, {where.roles.size(), key, write});
}

response create_role(call& c) {
  auto& where = scope_of(c);
  const body_reader body(c.body, {"role_name", "permissions", "description"});
  role made;
  made.name = body.text_of_length("role_name", 1, 255);
  made.permissions = body.texts("permissions");
  made.description = body.maybe_text("description");
  refuse_taken_name(c, where, made.name, "");
  refuse_unknown_permissions(c, made.permissions);
  made.id = new_role_id(c, where);
  made.created_at = made.updated_at = c.now;
  where.roles.add(made);
  const auto payload = [&](json_writer& out) {
    out.member("role_name", made.name);
    out.member("permissions", made.permissions);
    out.member("resource_type", where.resource_type);
    out.member("resource_id", where.id);
  };
  record(c, "role.created", made.id, payload, {where.id});
  return created(c, written(c, where, made));
}

response get_role(call& c) {
  auto& where = scope_of(c);
  return done(written(c, where, role_in_path(c, where)));
}

response update_role(call& c) {
  auto& where = scope_of(c);
  auto& changed = role_in_path(c, where);
  refuse_predefined(c, changed);
  const body_reader body(c.body, {"role_name", "permissions", "description"});
  if (body.is_null("permissions") && c.how.is(knob::null_permissions, "400"))
    throw invalid("permissions",
                  "Invalid type for 'permissions': expected an array of strings, but got null instead.");
  const auto name = body.maybe_text("role_name");
  const auto permissions = body.maybe_texts("permissions");
  const auto description = body.maybe_text("description");
  if (name) refuse_taken_name(c, where, *name, changed.id);
  if (permissions) refuse_unknown_permissions(c, *permissions);

  const auto before = changed.permissions;
  if (name) changed.name = *name;
  if (permissions) changed.permissions = *permissions;
  if (description) changed.description = description;
  changed.updated_at = c.now;
  const auto payload = [&](json_writer& out) {
    out.key("changes_requested");
    out.begin_object();
    if (name) out.member("role_name", *name);
    out.member("resource_id", where.id);
    out.member("resource_type", where.resource_type);
    out.member("permissions_added", missing_from(changed.permissions, before));
    out.member("permissions_removed", missing_from(before, changed.permissions));
    if (description) out.member("description", *description);
    out.end_object();
  };
  record(c, "role.updated", changed.id, payload, {where.id});
  return done(written(c, where, changed));
}

response delete_role(call& c) {
  auto& where = scope_of(c);
  const auto& gone = role_in_path(c, where);
  refuse_predefined(c, gone);
  const auto id = gone.id;
  const auto held_by = holders(where, id);
  if (!held_by.empty() && c.how.is(knob::delete_in_use, "400"))
    throw refusal{400, "Role " + id + " is in use: unassign it first.", std::nullopt, std::nullopt};
  auto* in = c.has_arg("project_id") ? &project_of(c) : nullptr;
  for (const auto& who : held_by) take_role(c, in, who, id);
  where.roles.erase(id);
  record(c, "role.deleted", id, {}, {where.id});
  json_writer out;
  out.begin_object();
  out.member("object", "role.deleted");
  out.member("id", id);
  out.member("deleted", true);
  out.end_object();
  return done(out.take());
}

} // namespace rolecall::emulator
