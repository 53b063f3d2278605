#include "emulator/audit.hpp"

#include "emulator/endpoints.hpp"
#include "emulator/paging.hpp"
#include "emulator/shapes.hpp"

#include <algorithm>
#include <charconv>

namespace rolecall::emulator {
namespace {

bool is_tenant_scoped(std::string_view type) {
  return type.starts_with("tenant.") || type == "role.bound_to_resource" ||
         type == "role.unbound_from_resource";
}

void write_actor(json_writer& out, const state& org, const admin_key& key) {
  const auto owner = person_of(org, key.owner);
  const auto* kind = owner.service_account ? "service_account" : "user";
  out.begin_object();
  out.member("type", "api_key");
  out.key("api_key");
  out.begin_object();
  out.member("id", key.id);
  out.member("type", kind);
  out.key(kind);
  out.begin_object();
  out.member("id", key.owner);
  if (owner.email) out.member("email", *owner.email);
  out.end_object();
  out.end_object();
  out.end_object();
}

void attribute(audit_event& event, const state& org) {
  json_writer actor;
  if (org.admin_keys.empty()) {
    actor.value(nullptr);
  } else {
    const auto& key = org.admin_keys[0];
    write_actor(actor, org, key);
    event.actor_id = key.owner;
    event.actor_email = person_of(org, key.owner).email.value_or("");
  }
  event.actor = actor.take();
  for (const auto& in : org.projects)
    if (in.is_default) event.project = in.id;
}

struct filter {
  std::vector<std::string> projects, types, actors, emails, resources;
  bool tenant_only = false;
  unix_time after = std::numeric_limits<unix_time>::min();
  unix_time before = std::numeric_limits<unix_time>::max();
};

bool any_of(const std::vector<std::string>& wanted, const std::vector<std::string>& there) {
  return wanted.empty() ||
         std::find_first_of(wanted.begin(), wanted.end(), there.begin(), there.end()) != wanted.end();
}

bool passes(const audit_event& event, const filter& f) {
  return is_tenant_scoped(event.type) == f.tenant_only && event.at >= f.after && event.at <= f.before &&
         any_of(f.projects, {event.project}) && any_of(f.types, {event.type}) &&
         any_of(f.actors, {event.actor_id}) && any_of(f.emails, {event.actor_email}) &&
         any_of(f.resources, event.resources);
}

std::optional<unix_time> time_in(const call& c, const std::string& name) {
  const auto given = c.query_value(name);
  if (!given) return std::nullopt;
  unix_time out = 0;
  const auto* end = given->data() + given->size();
  const auto parsed = std::from_chars(given->data(), end, out);
  if (parsed.ec != std::errc() || parsed.ptr != end)
    throw invalid(name, "Invalid '" + name + "': expected Unix seconds.");
  return out;
}

filter filter_of(const call& c) {
  filter f;
  f.projects = c.query_values("project_ids[]");
  f.types = c.query_values("event_types[]");
  f.actors = c.query_values("actor_ids[]");
  f.emails = c.query_values("actor_emails[]");
  f.resources = c.query_values("resource_ids[]");
  f.tenant_only = c.query_flag("tenant_only");
  for (const auto& type : f.types)
    if (is_tenant_scoped(type) != f.tenant_only)
      throw invalid("event_types[]",
                    f.tenant_only
                        ? "With tenant_only all event types must be tenant-scoped; '" + type + "' is not."
                        : "Event type '" + type + "' needs tenant_only.");
  if (const auto at = time_in(c, "effective_at[gt]")) f.after = std::max(f.after, *at + 1);
  if (const auto at = time_in(c, "effective_at[gte]")) f.after = std::max(f.after, *at);
  if (const auto at = time_in(c, "effective_at[lt]")) f.before = std::min(f.before, *at - 1);
  if (const auto at = time_in(c, "effective_at[lte]")) f.before = std::min(f.before, *at);
  return f;
}

} // namespace

void record(call& c, std::string type, const std::string& id, const std::function<void(json_writer&)>& rest,
            std::vector<std::string> resources) {
  json_writer payload;
  payload.begin_object();
  payload.member("id", id);
  if (rest) rest(payload);
  payload.end_object();
  audit_event event;
  event.id = "audit_log-" + c.random.hex(24);
  event.type = std::move(type);
  event.at = c.now;
  event.payload = payload.take();
  event.resources = std::move(resources);
  event.resources.push_back(id);
  attribute(event, c.org);
  c.org.audit.push_back(std::move(event));
}

void write_event(json_writer& out, const state& org, const audit_event& what) {
  out.begin_object();
  out.member("object", "organization.audit_log");
  out.member("id", what.id);
  out.member("type", what.type);
  out.member("effective_at", what.at);
  if (const auto* in = org.projects.find(what.project)) {
    out.key("project");
    out.begin_object();
    out.member("id", in->id);
    out.member("name", in->name);
    out.end_object();
  }
  out.key("actor");
  out.raw(what.actor);
  out.key(what.type);
  out.raw(what.payload);
  out.end_object();
}

response list_audit_logs(call& c) {
  c.allow_query({"effective_at[gt]", "effective_at[gte]", "effective_at[lt]", "effective_at[lte]",
                 "project_ids[]", "event_types[]", "actor_ids[]", "actor_emails[]", "resource_ids[]",
                 "tenant_only", "limit", "after", "before"});
  const auto wanted = filter_of(c);
  std::vector<const audit_event*> found;
  for (auto event = c.org.audit.rbegin(); event != c.org.audit.rend(); ++event)
    if (passes(*event, wanted)) found.push_back(&*event);
  const auto key = [&](std::size_t i) { return std::string_view(found[i]->id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_event(out, c.org, *found[i]); };
  return list_page(c, audit_list, {found.size(), key, write});
}

} // namespace rolecall::emulator
