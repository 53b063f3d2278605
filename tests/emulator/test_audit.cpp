#include "organization.hpp"

#include <doctest/doctest.h>

namespace rolecall::emulator {
namespace {

using names = std::vector<std::string>;
const std::string log_path = "/organization/audit_logs";

/// Three events, a second apart.
void make_history(organization& acme) {
  acme.post("/organization/groups/group_sales", R"({"name": "Sellers"})");
  acme.pass(std::chrono::seconds(1));
  acme.post("/organization/groups/group_sales/roles", R"({"role_id": "role_manager"})");
  acme.pass(std::chrono::seconds(1));
  acme.del("/organization/groups/group_sales");
}

} // namespace

TEST_SUITE_BEGIN("emulator");

TEST_CASE("changes leave events, newest first, made by the key's owner in the default project") {
  organization acme;
  make_history(acme);
  const auto page = acme.get(log_path);
  CHECK(ids(page, "type") == names{"group.deleted", "role.assignment.created", "group.updated"});
  const auto& event = page.body.at("data").at(1);
  CHECK(event.at("project").at("id") == "proj_default");
  CHECK(event.at("actor").at("api_key").at("user").at("email") == "ada@example.com");
  CHECK(event.at("role.assignment.created").at("id") == "role_assignment_role_manager_group_sales");
  CHECK(event.at("role.assignment.created").at("principal_type") == "group");
}

TEST_CASE("a refused change leaves no event") {
  organization acme;
  acme.post("/organization/groups", R"({"name": "Sales"})");
  CHECK(ids(acme.get(log_path)).empty());
}

TEST_CASE("events are filtered by type, time, actor, project and target") {
  organization acme;
  make_history(acme);
  const auto types = [&](const std::string& query) { return ids(acme.get(log_path + '?' + query), "type"); };
  const auto start = 1711471533;
  CHECK(types("event_types[]=group.deleted&event_types%5B%5D=group.updated") ==
        names{"group.deleted", "group.updated"});
  CHECK(types("effective_at[gt]=" + std::to_string(start)) ==
        names{"group.deleted", "role.assignment.created"});
  CHECK(types("effective_at[lte]=" + std::to_string(start)) == names{"group.updated"});
  CHECK(types("actor_ids[]=user-ada").size() == 3);
  CHECK(types("actor_emails[]=grace@example.com").empty());
  CHECK(types("project_ids[]=proj_c").empty());
  CHECK(types("resource_ids[]=role_manager") == names{"role.assignment.created"});
}

TEST_CASE("the log is paged both ways") {
  organization acme;
  make_history(acme);
  const auto all = ids(acme.get(log_path));
  CHECK(acme.walk(log_path + "?limit=1") == all);
  const auto before = acme.get(log_path + "?limit=1&before=" + all[2]);
  CHECK(ids(before) == names{all[1]});
  CHECK(before.body.at("has_more") == true);
}

TEST_CASE("changes of group members are for tenants only") {
  organization acme;
  acme.post("/organization/groups/group_sales/users", R"({"user_id": "user-joan"})");
  CHECK(ids(acme.get(log_path)).empty());
  CHECK(ids(acme.get(log_path + "?tenant_only=true"), "type") == names{"tenant.group.member.added"});
  CHECK(acme.get(log_path + "?event_types[]=tenant.group.member.added").status == 400);
}

TEST_CASE("an update of a role tells what was added and removed") {
  organization acme;
  acme.post("/organization/roles/role_manager", R"({"permissions": ["api.groups.write"]})");
  const auto event = acme.get(log_path).body.at("data").at(0);
  const auto& changes = event.at("role.updated").at("changes_requested");
  CHECK(text(changes.at("permissions_added")) == R"(["api.groups.write"])");
  CHECK(text(changes.at("permissions_removed")) == R"(["api.groups.read"])");
}

TEST_SUITE_END();

} // namespace rolecall::emulator
