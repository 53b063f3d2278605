// One company as years of hand-made access leave it, and what is written of it. ROLECALL_ACCEPT=1 rewrites
// the files and fails, so that nobody accepts by accident.

#include "exporter/exports.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace fs = std::filesystem;
using namespace rolecall;
using namespace rolecall::test;
using model::group_owner;

namespace {

const std::vector<std::string> keys{"api.organization.projects.api_keys.read",
                                    "api.organization.projects.api_keys.write"};

std::vector<std::string> with_keys(std::vector<std::string> more) {
  more.insert(more.end(), keys.begin(), keys.end());
  return more;
}

void people(world& of) {
  for (const char* name : {"ada", "alan", "barbara", "edsger", "grace", "niklaus"}) of.user(name);
  of.group("Support Team").group("On Call").group("Platform Leads").group("Empty Room");
  of.group("Security", group_owner::identity_provider, "group_Security");
  of.group("Everybody", group_owner::identity_provider, "group_Everybody");
  of.group("Contractors", group_owner::tenant, "group_Contractors");
  for (const char* name : {"ada", "grace", "alan"}) of.member("Support Team", name);
  for (const char* name : {"edsger", "niklaus"}) of.member("On Call", name);
  of.member("Platform Leads", "barbara").member("Security", "grace");
  of.group("Ops", group_owner::organization, "group_1").group("Ops", group_owner::organization, "group_2");
  of.group("🛡️ Guards", group_owner::organization, "group_3");
}

void organization_roles(world& of) {
  of.role("Group Manager", {"api.groups.read", "api.groups.write"});
  of.role("Auditor", {"api.audit_logs.read", "api.groups.read", "api.groups.write", "api.usage.read"});
  of.describe("role_Auditor", "Reads usage and audit logs");
  of.grant("Support Team", "reader").grant("Support Team", "Group Manager").grant("Security", "Auditor");
  of.grant("Platform Leads", "owner").user_grant("ada", "owner").user_grant("ada", "reader");
  of.user_grant("alan", "reader").inherited("grace", "Group Manager").untold("edsger", "Auditor");
}

void projects(world& of) {
  for (const char* name : {"prod-api", "prod-billing", "prod-jobs", "prod-search", "prod-web"}) {
    of.project(name).project_role(name, "Key Steward", with_keys({}));
    of.grant_in(name, "Security", "viewer").grant_in(name, "On Call", "Key Steward");
  }
  of.project("playground").project_role("playground", "Key Steward", with_keys({"api.files.write"}));
  of.project_role("playground", "Tinkerer", with_keys({"api.files.read", "api.files.write"}));
  of.grant_in("playground", "Support Team", "Tinkerer").grant_in("playground", "Support Team", "member");
  of.user_grant_in("playground", "grace", "viewer").user_grant_in("playground", "ada", "owner");
  of.project("notes").project_role("notes", "Key Steward", with_keys({}));
  of.project("empty").archived("attic");
  of.project_role("empty", "Owner", {"api.files.read"}).grant_in("empty", "Ops_1", "Owner");
}

model::organization company() {
  world of;
  people(of);
  organization_roles(of);
  projects(of);
  model::organization live = of.live();
  for (model::live_grant& grant : live.grants) {
    if (grant.principal_id == "group_Ops_1") grant.principal_id = "group_1";
  }
  live.users.push_back({"user_ci", "", true});
  live.grants.push_back({"proj_prod-web", model::principal_kind::user, "user_ci",
                         world::role_id("prod-web", "member"), model::grant_source::direct});
  live.members[{model::list_kind::group_members, {}, "group_On Call"}].push_back("user_bot");
  live.users.push_back({"user_bot", "", true});
  live.invites.push_back({"invite_1", "new@example.com", model::invite_status::pending});
  live.sort();
  return live;
}

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void accept(const fs::path& folder, const exporter::exported& made) {
  fs::remove_all(folder);
  for (const exporter::file& file : made.files) {
    fs::create_directories((folder / file.path).parent_path());
    std::ofstream(folder / file.path, std::ios::binary) << file.text;
  }
}

std::vector<exporter::file> files_in(const fs::path& folder) {
  std::vector<exporter::file> out;
  if (!fs::exists(folder)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      out.push_back({fs::relative(entry.path(), folder).string(), contents(entry.path())});
  }
  return out;
}

void check_golden(const std::string& name, const exporter::exported& made) {
  const fs::path folder = fs::path(ROLECALL_SOURCE_DIR "/tests/golden/export") / name;
  const auto by_path = [](std::vector<exporter::file> files) {
    std::ranges::sort(files, {}, &exporter::file::path);
    return text_of(files);
  };
  const bool same = by_path(made.files) == by_path(files_in(folder));
  if (std::getenv("ROLECALL_ACCEPT") && !same) {
    accept(folder, made);
    FAIL_CHECK("rewritten: " << folder.string());
  } else {
    CHECK(by_path(made.files) == by_path(files_in(folder)));
  }
}

} // namespace

TEST_SUITE("exporter") {
  TEST_CASE("a company is written as its golden folder shows") {
    check_golden("a-folder", exporter::export_policy(company(), {.layout = exporter::layout::folder,
                                                                 .schema = "rolecall.schema.json"}));
  }

  TEST_CASE("and in one file") {
    check_golden("one-file",
                 exporter::export_policy(company(), {.layout = exporter::layout::single_file, .schema = {}}));
  }
}
