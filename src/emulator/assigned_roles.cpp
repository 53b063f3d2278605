#include "emulator/audit.hpp"
#include "emulator/body_reader.hpp"
#include "emulator/endpoints.hpp"
#include "emulator/paging.hpp"
#include "emulator/shapes.hpp"

#include <algorithm>

// Who holds which role: four families (organization or project, group or user) of one shape.

namespace rolecall::emulator {
namespace {

principal principal_of(call& c) {
  if (c.has_arg("group_id")) return {principal_kind::group, group_of(c).id};
  const auto& id = c.arg("user_id");
  if (!is_person(c.org, id)) throw not_found("User", id);
  return {principal_kind::user, id};
}

std::string_view kind_text(const principal& who) {
  return who.kind == principal_kind::group ? "group" : "user";
}

held_role& entry(std::vector<held_role>& all, const role& what) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const held_role& h) { return h.what == &what; });
  if (found != all.end()) return *found;
  all.push_back({&what, false, {}});
  return all.back();
}

std::vector<held_role> held_roles(const call& c, const scope& where, const principal& who) {
  std::vector<held_role> all;
  if (const auto own = where.held.find(who); own != where.held.end())
    for (const auto& id : own->second) entry(all, *where.roles.find(id)).direct = true;
  if (who.kind == principal_kind::group || c.how.is(knob::inherited, "hidden")) return all;
  for (const auto& in : c.org.groups) {
    if (!in.members.contains(who.id)) continue;
    const auto through = where.held.find({principal_kind::group, in.id});
    if (through == where.held.end()) continue;
    for (const auto& id : through->second) entry(all, *where.roles.find(id)).through.push_back(in.id);
  }
  return all;
}

std::string assignment_answer(const call& c, const scope& where, const principal& who, const role& what) {
  json_writer out;
  out.begin_object();
  if (who.kind == principal_kind::group) {
    out.member("object", "group.role");
    out.key("group");
    write_assigned_group(out, *c.org.groups.find(who.id));
  } else {
    out.member("object", "user.role");
    out.key("user");
    // A service account that is no user of the organization is shown as one.
    const auto* known = c.org.users.find(who.id);
    const auto shown = person_of(c.org, who.id);
    user stand_in;
    stand_in.id = who.id;
    stand_in.name = shown.name;
    stand_in.service_account = true;
    write_user(out, c, known != nullptr ? *known : stand_in);
  }
  out.key("role");
  write_role(out, c, where, what);
  out.end_object();
  return out.take();
}

void record_assignment(call& c, const char* type, const scope& where, const principal& who,
                       const std::string& role_id) {
  const auto payload = [&](json_writer& out) {
    out.member("principal_id", who.id);
    out.member("principal_type", kind_text(who));
    out.member("resource_id", where.id);
    out.member("resource_type", where.resource_type);
  };
  record(c, type, "role_assignment_" + role_id + '_' + who.id, payload, {where.id, who.id, role_id});
}

bool is_in_project(const project& in, const principal& who) {
  if (who.kind == principal_kind::group) return in.groups.contains(who.id);
  return in.users.contains(who.id) || in.service_accounts.contains(who.id);
}

/// A project role for someone who is not in the project.
void admit(call& c, project& in, const principal& who) {
  if (is_in_project(in, who) || c.how.is(knob::nonmember_role, "apart")) return;
  const auto name = who.kind == principal_kind::group ? "Group " + who.id : "User " + who.id;
  if (c.how.is(knob::nonmember_role, "400"))
    throw refusal{400, name + " is not a member of " + in.id, std::nullopt, std::nullopt};
  if (who.kind == principal_kind::user && in.is_default)
    throw refusal{400, "Users cannot be added to the default project.", std::nullopt, std::nullopt};
  (who.kind == principal_kind::group ? in.groups : in.users).add({who.id, c.now});
}

/// A service may want another role in its place: the legacy update of the user gives one.
void refuse_without_owner(const call& c, const principal& who, const std::string& role_id) {
  const bool owner = role_id == predefined_role(c.org.access, "owner").id;
  if (!owner || who.kind == principal_kind::group || !c.how.is(knob::unassign_owner, "400")) return;
  if (holds(c.org.access, who, role_id))
    throw refusal{400, "User " + who.id + " needs another role in place of owner.", std::nullopt,
                  std::nullopt};
}

} // namespace

bool take_role(call& c, project* in, const principal& who, const std::string& role_id) {
  auto& where = in == nullptr ? c.org.access : in->access;
  if (!unassign(where, who, role_id)) return false;
  record_assignment(c, "role.assignment.deleted", where, who, role_id);
  if (in != nullptr && c.how.is(knob::last_role, "drops") && !where.held.contains(who))
    (who.kind == principal_kind::group ? in->groups : in->users).erase(who.id);
  return true;
}

response list_assigned_roles(call& c) {
  const auto& where = scope_of(c);
  const auto who = principal_of(c);
  c.allow_query({"limit", "after", "order"});
  const auto all = held_roles(c, where, who);
  const auto key = [&](std::size_t i) { return std::string_view(all[i].what->id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_held_role(out, c, where, who, all[i]); };
  return list_page(c, assigned_role_list, {all.size(), key, write});
}

response assign_role(call& c) {
  auto& where = scope_of(c);
  const auto who = principal_of(c);
  const body_reader body(c.body, {"role_id"});
  const auto& what = role_in_body(where, body.text("role_id"), "role_id");
  if (holds(where, who, what.id)) {
    if (!c.how.is(knob::assign_again, "200"))
      throw refusal{c.how.status(knob::assign_again), "Role " + what.id + " is already assigned.", "role_id",
                    std::nullopt};
    return done(assignment_answer(c, where, who, what));
  }
  if (c.has_arg("project_id")) {
    const bool account = who.kind == principal_kind::user && !c.org.users.contains(who.id);
    if (account && !what.predefined)
      throw invalid("role_id", "Custom roles cannot be assigned to service accounts.");
    admit(c, project_of(c), who);
  }
  assign(where, who, what.id);
  record_assignment(c, "role.assignment.created", where, who, what.id);
  return created(c, assignment_answer(c, where, who, what));
}

response get_assigned_role(call& c) {
  auto& where = scope_of(c);
  const auto who = principal_of(c);
  const auto& what = role_in_path(c, where);
  for (const auto& held : held_roles(c, where, who)) {
    if (held.what != &what) continue;
    json_writer out;
    write_held_role(out, c, where, who, held);
    return done(out.take());
  }
  throw not_found("Role assignment", what.id);
}

response unassign_role(call& c) {
  auto& where = scope_of(c);
  const auto who = principal_of(c);
  const auto id = role_in_path(c, where).id;
  auto* in = c.has_arg("project_id") ? &project_of(c) : nullptr;
  if (in == nullptr) refuse_without_owner(c, who, id);
  if (!take_role(c, in, who, id) && !c.how.is(knob::unassign_absent, "200")) {
    if (c.how.is(knob::unassign_absent, "404")) throw not_found("Role assignment", id);
    throw refusal{400, "Role " + id + " is not assigned to " + who.id, std::nullopt, std::nullopt};
  }
  json_writer out;
  out.begin_object();
  out.member("object", who.kind == principal_kind::group ? "group.role.deleted" : "user.role.deleted");
  out.member("deleted", true);
  out.end_object();
  return done(out.take());
}

} // namespace rolecall::emulator
