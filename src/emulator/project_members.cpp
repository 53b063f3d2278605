#include "base/text.hpp"
#include "emulator/audit.hpp"
#include "emulator/body_reader.hpp"
#include "emulator/endpoints.hpp"
#include "emulator/paging.hpp"
#include "emulator/shapes.hpp"

// Users and groups of a project.

namespace rolecall::emulator {
namespace {

project& open_project(call& c) {
  auto& in = project_of(c);
  refuse_archived_people(in);
  return in;
}

project& project_for_groups(call& c) {
  auto& in = project_of(c);
  refuse_archived_access(c, in);
  return in;
}

membership& member_of(call& c, project& in) {
  auto* found = in.users.find(c.arg("user_id"));
  if (found == nullptr) throw not_found("Project user", c.arg("user_id"));
  return *found;
}

std::string written(const call& c, const project& in, const membership& who) {
  json_writer out;
  write_project_user(out, c, in, who);
  return out.take();
}

std::string user_asked_for(const call& c, const body_reader& body) {
  const auto id = body.maybe_text("user_id");
  const auto email = body.maybe_text("email");
  if (id.has_value() == email.has_value())
    throw invalid("user_id", "Exactly one of 'user_id' and 'email' is needed.");
  for (const auto& known : c.org.users)
    if (id ? known.id == *id : known.email && base::same_but_case(*known.email, *email)) return known.id;
  throw refusal{400, "User " + (id ? *id : *email) + " is not a member of the organization.",
                id ? "user_id" : "email", std::nullopt};
}

refusal already_there(const call& c, const char* kind, const std::string& id) {
  return refusal{c.how.status(knob::present_in_project),
                 std::string(kind) + ' ' + id + " already exists in project", std::nullopt, std::nullopt};
}

void refuse_absent(const call& c, const char* kind, const std::string& id, const project& in) {
  if (c.how.is(knob::unassign_absent, "200")) return;
  if (c.how.is(knob::unassign_absent, "404")) throw not_found(std::string("Project ") + kind, id);
  throw refusal{400, std::string(kind) + ' ' + id + " is not a member of " + in.id, std::nullopt,
                std::nullopt};
}

void drop_assignments(const call& c, project& in, const principal& who) {
  if (c.how.is(knob::drop_membership, "drops")) in.access.held.erase(who);
}

} // namespace

response list_project_users(call& c) {
  const auto& in = open_project(c);
  c.allow_query({"limit", "after"});
  const auto key = [&](std::size_t i) { return std::string_view(in.users[i].id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_project_user(out, c, in, in.users[i]); };
  return list_page(c, plain_list, {in.users.size(), key, write});
}

response add_project_user(call& c) {
  auto& in = open_project(c);
  const body_reader body(c.body, {"role", "user_id", "email"});
  const auto name = body.one_of("role", {"owner", "member"});
  const auto id = user_asked_for(c, body);
  if (in.is_default)
    throw refusal{400, "Users cannot be added to the default project: invite them instead.", std::nullopt,
                  std::nullopt};
  if (in.users.contains(id)) throw already_there(c, "User", id);
  const membership made{id, c.now};
  in.users.add(made);
  replace_predefined(in.access, {principal_kind::user, id}, predefined_role(in.access, name).id);
  const auto payload = [&](json_writer& out) {
    out.key("data");
    out.begin_object();
    out.member("role", name);
    out.end_object();
  };
  record(c, "user.added", id, payload, {in.id});
  return created(c, written(c, in, made));
}

response get_project_user(call& c) {
  auto& in = open_project(c);
  return done(written(c, in, member_of(c, in)));
}

response update_project_user(call& c) {
  auto& in = open_project(c);
  const auto& who = member_of(c, in);
  const body_reader body(c.body, {"role"});
  if (body.maybe_text("role")) {
    const auto name = body.one_of("role", {"owner", "member"});
    replace_predefined(in.access, {principal_kind::user, who.id}, predefined_role(in.access, name).id);
    const auto payload = [&](json_writer& out) {
      out.key("changes_requested");
      out.begin_object();
      out.member("role", name);
      out.end_object();
    };
    record(c, "user.updated", who.id, payload, {in.id});
  }
  return done(written(c, in, who));
}

response remove_project_user(call& c) {
  auto& in = open_project(c);
  const auto& id = c.arg("user_id");
  if (in.users.erase(id)) {
    drop_assignments(c, in, {principal_kind::user, id});
    record(c, "user.deleted", id, {}, {in.id});
  } else {
    refuse_absent(c, "User", id, in);
  }
  json_writer out;
  out.begin_object();
  out.member("object", "organization.project.user.deleted");
  out.member("id", id);
  out.member("deleted", true);
  out.end_object();
  return done(out.take());
}

response list_project_groups(call& c) {
  const auto& in = project_for_groups(c);
  c.allow_query({"limit", "after", "order"});
  const auto key = [&](std::size_t i) { return std::string_view(in.groups[i].id); };
  const auto write = [&](json_writer& out, std::size_t i) {
    write_project_group(out, in, *c.org.groups.find(in.groups[i].id), in.groups[i].since);
  };
  return list_page(c, project_group_list, {in.groups.size(), key, write});
}

response add_project_group(call& c) {
  auto& in = project_for_groups(c);
  const body_reader body(c.body, {"group_id", "role"});
  const auto id = body.text("group_id");
  const auto* added = c.org.groups.find(id);
  if (added == nullptr) throw refusal{404, "Group not found: " + id, "group_id", std::nullopt};
  const auto& first = role_in_body(in.access, body.text("role"), "role");
  if (in.groups.contains(id)) throw already_there(c, "Group", id);
  in.groups.add({id, c.now});
  assign(in.access, {principal_kind::group, id}, first.id);
  const auto payload = [&](json_writer& out) {
    out.member("principal_id", id);
    out.member("principal_type", "group");
    out.member("resource_id", in.id);
    out.member("resource_type", in.access.resource_type);
  };
  record(c, "role.assignment.created", "role_assignment_" + first.id + '_' + id, payload,
         {in.id, id, first.id});
  json_writer out;
  write_project_group(out, in, *added, c.now);
  return created(c, out.take());
}

response get_project_group(call& c) {
  const auto& in = project_for_groups(c);
  const auto& id = c.arg("group_id");
  c.allow_query({"group_type"});
  const auto type = c.query_value("group_type").value_or("group");
  if (type != "group" && type != "tenant_group")
    throw invalid("group_type", "Invalid 'group_type': expected 'group' or 'tenant_group'.");
  const auto* in_project = in.groups.find(id);
  const auto* found = c.org.groups.find(id);
  if (in_project == nullptr || found == nullptr ||
      (found->type == "tenant_group") != (type == "tenant_group"))
    throw not_found("Project group", id);
  json_writer out;
  write_project_group(out, in, *found, in_project->since);
  return done(out.take());
}

response remove_project_group(call& c) {
  auto& in = project_for_groups(c);
  const auto& id = c.arg("group_id");
  if (in.groups.erase(id))
    drop_assignments(c, in, {principal_kind::group, id});
  else
    refuse_absent(c, "Group", id, in);
  json_writer out;
  out.begin_object();
  out.member("object", "project.group.deleted");
  out.member("deleted", true);
  out.end_object();
  return done(out.take());
}

} // namespace rolecall::emulator
