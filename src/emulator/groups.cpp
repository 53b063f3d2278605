#include "emulator/audit.hpp"
#include "emulator/body_reader.hpp"
#include "emulator/endpoints.hpp"
#include "emulator/paging.hpp"
#include "emulator/shapes.hpp"

// Groups and their members.

namespace rolecall::emulator {
namespace {

void refuse_managed(const call& c, const group& what) {
  if (what.scim || what.type != "group")
    throw refusal{c.how.status(knob::edit_scim),
                  "Group " + what.id + " is managed by your identity provider.", std::nullopt, std::nullopt};
}

void refuse_taken_name(const call& c, const std::string& name, const std::string& except_id) {
  if (c.how.is(knob::duplicate_name, "accept")) return;
  for (const auto& other : c.org.groups)
    if (other.name == name && other.id != except_id)
      throw refusal{c.how.status(knob::duplicate_name), "A group named '" + name + "' already exists.",
                    "name", std::nullopt};
}

void record_member(call& c, const char* type, const group& in, const std::string& user_id) {
  const auto payload = [&](json_writer& out) { out.member("user_id", user_id); };
  record(c, type, in.id, payload, {user_id});
}

} // namespace

response list_groups(call& c) {
  c.allow_query({"limit", "after", "order"});
  const auto& all = c.org.groups;
  const auto key = [&](std::size_t i) { return std::string_view(all[i].id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_group(out, all[i]); };
  return list_page(c, group_list, {all.size(), key, write});
}

response create_group(call& c) {
  const body_reader body(c.body, {"name"});
  group made;
  made.name = body.text_of_length("name", 1, 255);
  refuse_taken_name(c, made.name, "");
  made.id = c.random.hex(32);
  made.created_at = c.now;
  c.org.groups.add(made);
  record(c, "group.created", made.id, [&](json_writer& out) {
    out.key("data");
    out.begin_object();
    out.member("group_name", made.name);
    out.end_object();
  });
  json_writer out;
  write_group(out, made);
  return created(c, out.take());
}

response get_group(call& c) {
  json_writer out;
  write_group(out, group_of(c));
  return done(out.take());
}

response update_group(call& c) {
  auto& changed = group_of(c);
  const body_reader body(c.body, {"name"});
  const auto name = body.text_of_length("name", 1, 255);
  refuse_managed(c, changed);
  refuse_taken_name(c, name, changed.id);
  changed.name = name;
  record(c, "group.updated", changed.id, [&](json_writer& out) {
    out.key("changes_requested");
    out.begin_object();
    out.member("group_name", name);
    out.end_object();
  });
  json_writer out;
  write_renamed_group(out, changed);
  return done(out.take());
}

response delete_group(call& c) {
  const auto& gone = group_of(c);
  refuse_managed(c, gone);
  const auto id = gone.id;
  forget(c.org, {principal_kind::group, id});
  c.org.groups.erase(id);
  record(c, "group.deleted", id);
  json_writer out;
  out.begin_object();
  out.member("object", "group.deleted");
  out.member("id", id);
  out.member("deleted", true);
  out.end_object();
  return done(out.take());
}

response list_group_users(call& c) {
  const auto& members = group_of(c).members;
  c.allow_query({"limit", "after", "order"});
  const auto key = [&](std::size_t i) { return std::string_view(members[i].id); };
  const auto write = [&](json_writer& out, std::size_t i) {
    const auto shown = person_of(c.org, members[i].id);
    out.begin_object();
    out.member("id", members[i].id);
    out.member("name", shown.name);
    out.member("email", shown.email);
    out.end_object();
  };
  return list_page(c, member_list, {members.size(), key, write});
}

response add_group_user(call& c) {
  auto& in = group_of(c);
  const body_reader body(c.body, {"user_id"});
  const auto id = body.text("user_id");
  refuse_managed(c, in);
  if (!is_person(c.org, id)) throw refusal{404, "User not found: " + id, "user_id", std::nullopt};
  const bool added = in.members.add({id, c.now});
  if (!added && !c.how.is(knob::assign_again, "200"))
    throw refusal{c.how.status(knob::assign_again), "User " + id + " is already a member of " + in.id,
                  "user_id", std::nullopt};
  if (added) record_member(c, "tenant.group.member.added", in, id);
  json_writer out;
  out.begin_object();
  out.member("object", "group.user");
  out.member("user_id", id);
  out.member("group_id", in.id);
  out.end_object();
  return added ? created(c, out.take()) : done(out.take());
}

response get_group_user(call& c) {
  const auto& id = c.arg("user_id");
  if (!group_of(c).members.contains(id)) throw not_found("Group member", id);
  const auto shown = person_of(c.org, id);
  json_writer out;
  out.begin_object();
  out.member("id", id);
  out.member("name", shown.name);
  out.member("email", shown.email);
  out.member("picture", nullptr);
  out.member("is_service_account", shown.service_account);
  out.member("user_type", "user");
  out.end_object();
  return done(out.take());
}

response remove_group_user(call& c) {
  auto& in = group_of(c);
  const auto& id = c.arg("user_id");
  refuse_managed(c, in);
  if (in.members.erase(id)) {
    record_member(c, "tenant.group.member.removed", in, id);
  } else if (!c.how.is(knob::unassign_absent, "200")) {
    if (c.how.is(knob::unassign_absent, "404")) throw not_found("Group member", id);
    throw refusal{400, "User " + id + " is not a member of " + in.id, std::nullopt, std::nullopt};
  }
  json_writer out;
  out.begin_object();
  out.member("object", "group.user.deleted");
  out.member("deleted", true);
  out.end_object();
  return done(out.take());
}

} // namespace rolecall::emulator
