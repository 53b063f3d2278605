#include "emulator/audit.hpp"
#include "emulator/body_reader.hpp"
#include "emulator/catalogue.hpp"
#include "emulator/endpoints.hpp"
#include "emulator/paging.hpp"
#include "emulator/shapes.hpp"

// Projects and their service accounts.

namespace rolecall::emulator {
namespace {

std::string written(const project& what) {
  json_writer out;
  write_project(out, what);
  return out.take();
}

void refuse_fixed(const project& what, const char* deed) {
  if (what.is_default)
    throw refusal{400, std::string("The default project cannot be ") + deed + '.', std::nullopt,
                  std::nullopt};
  if (what.archived_at)
    throw refusal{400, "Project " + what.id + " is archived.", std::nullopt, std::nullopt};
}

} // namespace

response list_projects(call& c) {
  c.allow_query({"limit", "after", "include_archived"});
  const bool archived_too = c.query_flag("include_archived");
  std::vector<const project*> found;
  for (const auto& one : c.org.projects)
    if (archived_too || !one.archived_at) found.push_back(&one);
  const auto key = [&](std::size_t i) { return std::string_view(found[i]->id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_project(out, *found[i]); };
  return list_page(c, plain_list, {found.size(), key, write});
}

response create_project(call& c) {
  const body_reader body(c.body, {"name", "residency", "external_key_id"});
  project made;
  made.name = body.text_of_length("name", 1, 255);
  if (body.maybe_text("residency"))
    made.residency =
        body.one_of("residency", {"GLOBAL", "US_STORAGE_PROCESSING", "EU_STORAGE_PROCESSING", "JP_STORAGE",
                                  "KR_STORAGE", "CA_STORAGE", "SG_STORAGE", "IN_STORAGE", "AU_STORAGE",
                                  "GB_STORAGE", "AE_STORAGE", "AE_STORAGE_PROCESSING"});
  made.external_key_id = body.maybe_text("external_key_id");
  made.id = "proj_" + c.random.hex(24);
  made.created_at = c.now;
  made.access = project_scope(made.id);
  auto answer = created(c, written(made));
  record(c, "project.created", made.id, [&](json_writer& out) {
    out.key("data");
    out.begin_object();
    out.member("name", made.name);
    out.member("title", made.name);
    out.end_object();
  });
  c.org.projects.add(std::move(made));
  return answer;
}

response get_project(call& c) { return done(written(project_of(c))); }

response update_project(call& c) {
  auto& changed = project_of(c);
  const body_reader body(c.body, {"name", "external_key_id"});
  const auto name = body.maybe_text("name");
  const auto key = body.maybe_text("external_key_id");
  refuse_fixed(changed, "changed");
  if (name) changed.name = *name;
  if (key) changed.external_key_id = key;
  record(c, "project.updated", changed.id, [&](json_writer& out) {
    out.key("changes_requested");
    out.begin_object();
    if (name) out.member("title", *name);
    out.end_object();
  });
  return done(written(changed));
}

response archive_project(call& c) {
  auto& changed = project_of(c);
  refuse_fixed(changed, "archived");
  changed.archived_at = c.now;
  record(c, "project.archived", changed.id);
  return done(written(changed));
}

response list_service_accounts(call& c) {
  const auto& in = project_of(c);
  refuse_archived_people(in);
  c.allow_query({"limit", "after"});
  const auto& all = in.service_accounts;
  const auto key = [&](std::size_t i) { return std::string_view(all[i].id); };
  const auto write = [&](json_writer& out, std::size_t i) { write_service_account(out, in, all[i]); };
  return list_page(c, plain_list, {all.size(), key, write});
}

} // namespace rolecall::emulator
