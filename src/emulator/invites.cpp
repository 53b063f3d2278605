#include "base/text.hpp"
#include "emulator/audit.hpp"
#include "emulator/body_reader.hpp"
#include "emulator/endpoints.hpp"
#include "emulator/paging.hpp"
#include "emulator/shapes.hpp"

#include <algorithm>

// Invitations, the only way to a new user.

namespace rolecall::emulator {
namespace {

constexpr unix_time a_week = unix_time{7} * 24 * 3600;

invite& invite_of(call& c) {
  auto* found = c.org.invites.find(c.arg("invite_id"));
  if (found == nullptr) throw not_found("Invite", c.arg("invite_id"));
  return *found;
}

std::string written(const invite& what) {
  json_writer out;
  write_invite(out, what);
  return out.take();
}

void refuse_known_address(const state& org, const std::string& email) {
  const auto wanted = base::lower(email);
  for (const auto& known : org.users)
    if (known.email && base::lower(*known.email) == wanted)
      throw invalid("email", "User " + email + " is already a member of the organization.");
  for (const auto& pending : org.invites)
    if (pending.status == "pending" && base::lower(pending.email) == wanted)
      throw invalid("email", "User " + email + " has already been invited.");
}

std::vector<invited_project> projects_asked_for(const call& c, const body_reader& body) {
  std::vector<invited_project> out;
  if (body.is_absent("projects")) {
    // Legacy: who does not say where to is invited to the default project.
    for (const auto& in : c.org.projects)
      if (in.is_default) out.push_back({in.id, "member"});
    return out;
  }
  for (const auto& wanted : body.objects("projects", {"id", "role"})) {
    const auto id = wanted.text("id");
    if (!c.org.projects.contains(id))
      throw refusal{404, "Project not found: " + id, "projects", std::nullopt};
    out.push_back({id, wanted.one_of("role", {"member", "owner"})});
  }
  return out;
}

} // namespace

response list_invites(call& c) {
  c.allow_query({"limit", "after"});
  const auto& all = c.org.invites;
  const auto key = [&](std::size_t i) { return std::string_view(all[i].id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_invite(out, all[i]); };
  return list_page(c, plain_list, {all.size(), key, write});
}

response create_invite(call& c) {
  const body_reader body(c.body, {"email", "role", "projects"});
  invite made;
  made.email = body.text("email");
  if (made.email.find('@') == std::string::npos)
    throw invalid("email", "Invalid 'email': '" + made.email + "'.");
  made.role = body.one_of("role", {"reader", "owner"});
  made.projects = projects_asked_for(c, body);
  refuse_known_address(c.org, made.email);
  made.id = "invite-" + c.random.hex(24);
  made.created_at = c.now;
  made.expires_at = c.now + a_week;
  c.org.invites.add(made);
  record(c, "invite.sent", made.id, [&](json_writer& out) {
    out.key("data");
    out.begin_object();
    out.member("email", made.email);
    out.member("role", made.role);
    out.end_object();
  });
  return created(c, written(made));
}

response get_invite(call& c) { return done(written(invite_of(c))); }

response delete_invite(call& c) {
  const auto& gone = invite_of(c);
  const auto id = gone.id;
  if (gone.status == "accepted")
    throw refusal{400, "Invite " + id + " was already accepted.", std::nullopt, std::nullopt};
  c.org.invites.erase(id);
  record(c, "invite.deleted", id);
  json_writer out;
  out.begin_object();
  out.member("object", "organization.invite.deleted");
  out.member("id", id);
  out.member("deleted", true);
  out.end_object();
  return done(out.take());
}

response accept_invite(call& c) {
  const body_reader body(c.body, {"email"});
  const auto email = base::lower(body.text("email"));
  const auto found = std::find_if(c.org.invites.begin(), c.org.invites.end(), [&](const invite& one) {
    return one.status == "pending" && base::lower(one.email) == email;
  });
  if (found == c.org.invites.end()) throw not_found("Pending invite", email);
  auto& taken = *c.org.invites.find(found->id);
  taken.status = "accepted";
  taken.accepted_at = c.now;
  user joined;
  joined.id = "user-" + c.random.hex(24);
  joined.email = taken.email;
  joined.added_at = c.now;
  c.org.users.add(joined);
  const principal who{principal_kind::user, joined.id};
  assign(c.org.access, who, predefined_role(c.org.access, taken.role).id);
  for (const auto& to : taken.projects) {
    auto* in = c.org.projects.find(to.id);
    if (in == nullptr || in->archived_at) continue;
    in->users.add({joined.id, c.now});
    assign(in->access, who, predefined_role(in->access, to.role).id);
  }
  record(c, "invite.accepted", taken.id);
  return done(written(taken));
}

} // namespace rolecall::emulator
