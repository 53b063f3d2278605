#include "base/text.hpp"
#include "emulator/audit.hpp"
#include "emulator/body_reader.hpp"
#include "emulator/endpoints.hpp"
#include "emulator/paging.hpp"
#include "emulator/shapes.hpp"

#include <set>

// Users of the organization and admin keys.

namespace rolecall::emulator {
namespace {

/// The addresses the users filter asks for, in the spelling that the service knows; nothing if it sees no
/// filter.
std::optional<std::set<std::string>> wanted_emails(const call& c) {
  std::set<std::string> wanted;
  const auto add = [&](const char* spelling) {
    for (const auto& email : c.query_values(spelling)) wanted.insert(base::lower(email));
  };
  if (!c.how.is(knob::emails_filter, "brackets")) add("emails");
  if (!c.how.is(knob::emails_filter, "plain")) add("emails[]");
  if (wanted.empty()) return std::nullopt;
  return wanted;
}

std::string written(const call& c, const user& what) {
  json_writer out;
  write_user(out, c, what);
  return out.take();
}

} // namespace

response list_users(call& c) {
  c.allow_query({"limit", "after", "emails", "emails[]"});
  const auto wanted = wanted_emails(c);
  std::vector<const user*> found;
  for (const auto& one : c.org.users) {
    const bool asked_for = !wanted || (one.email && wanted->contains(base::lower(*one.email)));
    if (one.listed && asked_for) found.push_back(&one);
  }
  const auto key = [&](std::size_t i) { return std::string_view(found[i]->id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_user(out, c, *found[i]); };
  return list_page(c, plain_list, {found.size(), key, write});
}

response get_user(call& c) { return done(written(c, user_of(c))); }

response update_user(call& c) {
  auto& changed = user_of(c);
  const body_reader body(c.body, {"role", "role_id", "technical_level", "developer_persona"});
  const principal who{principal_kind::user, changed.id};
  auto& where = c.org.access;
  std::optional<std::string> name;
  if (body.maybe_text("role")) name = body.one_of("role", {"owner", "reader"});
  const role* by_id = nullptr;
  if (const auto id = body.maybe_text("role_id")) by_id = &role_in_body(where, *id, "role_id");
  const auto level = body.maybe_text("technical_level");
  const auto persona = body.maybe_text("developer_persona");

  if (name) replace_predefined(where, who, predefined_role(where, *name).id);
  if (by_id != nullptr && by_id->predefined) replace_predefined(where, who, by_id->id);
  if (by_id != nullptr && !by_id->predefined) assign(where, who, by_id->id);
  if (level) changed.technical_level = level;
  if (persona) changed.developer_persona = persona;
  record(c, "user.updated", changed.id, [&](json_writer& out) {
    out.key("changes_requested");
    out.begin_object();
    out.member("role", legacy_role(c.org, changed.id));
    out.end_object();
  });
  return done(written(c, changed));
}

response delete_user(call& c) {
  const auto id = user_of(c).id;
  forget(c.org, {principal_kind::user, id});
  c.org.users.erase(id);
  std::vector<std::string> keys; // nobody's keys are no keys
  for (const auto& key : c.org.admin_keys)
    if (key.owner == id) keys.push_back(key.id);
  for (const auto& key : keys) c.org.admin_keys.erase(key);
  record(c, "user.deleted", id);
  json_writer out;
  out.begin_object();
  out.member("object", "organization.user.deleted");
  out.member("id", id);
  out.member("deleted", true);
  out.end_object();
  return done(out.take());
}

response list_admin_keys(call& c) {
  c.allow_query({"limit", "after", "order"});
  const auto& all = c.org.admin_keys;
  const auto key = [&](std::size_t i) { return std::string_view(all[i].id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_admin_key(out, c, all[i]); };
  return list_page(c, admin_key_list, {all.size(), key, write});
}

} // namespace rolecall::emulator
