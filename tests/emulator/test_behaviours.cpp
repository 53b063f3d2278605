#include "emulator/behaviours.hpp"
#include "organization.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace rolecall::emulator {
namespace {

using names = std::vector<std::string>;

/// A request under one value of a behaviour, on a fresh organization, and the status it must have.
struct row {
  const char* behaviour;
  const char* method;
  const char* path;
  const char* body;
  int status;
};

const std::string viewer = "role-api-project-viewer__api-project__proj_c";

} // namespace

TEST_SUITE_BEGIN("emulator");

TEST_CASE("each behaviour that is a status answers with it") {
  const auto* group = R"({"name": "Sales"})";
  const auto* role = R"({"role_name": "Group Manager", "permissions": []})";
  const auto* manager = R"({"role_id": "role_manager"})";
  const auto* grace = R"({"user_id": "user-grace"})";
  const auto* project_user = R"({"user_id": "user-grace", "role": "member"})";
  const auto* project_group = R"({"group_id": "group_support", "role": "role-api-project-viewer"})";
  const auto* owner = "/organization/roles/role-api-organization-owner__api-organization__org-acme";
  const std::vector<row> rows{
      {"duplicate_name=409", "POST", "/organization/groups", group, 409},
      {"duplicate_name=400", "POST", "/organization/groups", group, 400},
      {"duplicate_name=accept", "POST", "/organization/groups", group, 200},
      {"duplicate_name=409", "POST", "/organization/roles", role, 409},
      {"duplicate_name=accept", "POST", "/organization/roles", role, 200},
      {"duplicate_name=409", "POST", "/organization/groups/group_support", group, 409},
      {"assign_again=200", "POST", "/organization/groups/group_support/roles", manager, 200},
      {"assign_again=409", "POST", "/organization/groups/group_support/roles", manager, 409},
      {"assign_again=400", "POST", "/organization/groups/group_support/users", grace, 400},
      {"assign_again=200", "POST", "/organization/groups/group_support/users", grace, 200},
      {"unassign_absent=404", "DELETE", "/organization/groups/group_sales/roles/role_manager", "", 404},
      {"unassign_absent=400", "DELETE", "/organization/groups/group_sales/roles/role_manager", "", 400},
      {"unassign_absent=200", "DELETE", "/organization/groups/group_sales/roles/role_manager", "", 200},
      {"unassign_absent=400", "DELETE", "/organization/groups/group_sales/users/user-ada", "", 400},
      {"unassign_absent=404", "DELETE", "/organization/projects/proj_c/users/user-joan", "", 404},
      {"unassign_absent=200", "DELETE", "/organization/projects/proj_c/groups/group_sales", "", 200},
      {"present_in_project=400", "POST", "/organization/projects/proj_c/users", project_user, 400},
      {"present_in_project=409", "POST", "/organization/projects/proj_c/users", project_user, 409},
      {"present_in_project=409", "POST", "/organization/projects/proj_c/groups", project_group, 409},
      {"delete_in_use=cascade", "DELETE", "/organization/roles/role_manager", "", 200},
      {"delete_in_use=400", "DELETE", "/organization/roles/role_manager", "", 400},
      {"change_predefined=403", "DELETE", owner, "", 403},
      {"change_predefined=400", "POST", owner, R"({"description": "x"})", 400},
      {"change_predefined=404", "DELETE", owner, "", 404},
      {"edit_scim=403", "POST", "/organization/groups/group_scim", group, 403},
      {"edit_scim=400", "DELETE", "/organization/groups/group_tenant", "", 400},
      {"edit_scim=403", "POST", "/organization/groups/group_scim/users", grace, 403},
      {"edit_scim=403", "DELETE", "/organization/groups/group_scim/users/user-joan", "", 403},
      {"alias_in_path=404", "GET", "/projects/proj_c/groups/group_support/roles/role-api-project-viewer", "",
       404},
      {"alias_in_path=resolve", "GET", "/projects/proj_c/groups/group_support/roles/role-api-project-viewer",
       "", 200},
      {"nonmember_role=400", "POST", "/projects/proj_c/groups/group_sales/roles",
       R"({"role_id": "role_proj_c~1"})", 400},
      {"create_status=200", "POST", "/organization/groups", R"({"name": "New"})", 200},
      {"create_status=201", "POST", "/organization/groups", R"({"name": "New"})", 201},
      {"create_status=201", "POST", "/organization/projects", R"({"name": "New"})", 201},
      {"unknown_permission=200", "POST", "/organization/roles",
       R"({"role_name": "x", "permissions": ["a.b"]})", 200},
      {"unknown_permission=400", "POST", "/organization/roles",
       R"({"role_name": "x", "permissions": ["a.b"]})", 400},
      {"null_permissions=unchanged", "POST", "/organization/roles/role_manager", R"({"permissions": null})",
       200},
      {"null_permissions=400", "POST", "/organization/roles/role_manager", R"({"permissions": null})", 400},
      {"archived_roles=400", "GET", "/projects/proj_old/roles", "", 400},
      {"archived_roles=404", "GET", "/projects/proj_old/roles", "", 404},
      {"archived_roles=200", "GET", "/projects/proj_old/roles", "", 200},
      {"archived_roles=200", "GET", "/organization/projects/proj_old/users", "", 400},
      {"missing_scope=403", "GET", "/organization/roles", "", 403},
      {"missing_scope=401", "GET", "/organization/roles", "", 401},
      {"missing_scope=403:proj_c", "GET", "/projects/proj_c/roles", "", 403},
      {"missing_scope=403:proj_c", "GET", "/organization/roles", "", 200},
  };
  for (const auto& r : rows) {
    CAPTURE(r.behaviour);
    CAPTURE(r.path);
    organization acme;
    acme.behave(r.behaviour);
    CHECK(acme.ask(r.method, r.path, r.body).status == r.status);
  }
}

TEST_CASE("a refused change leaves everything as it was") {
  organization acme;
  const auto before = acme.get("/__emulator/state").raw.body;
  acme.behave("nonmember_role=400");
  acme.behave("delete_in_use=400");
  acme.post("/projects/proj_c/groups/group_sales/roles", R"({"role_id": "role_proj_c~1"})");
  acme.del("/organization/roles/role_manager");
  acme.post("/organization/roles/role_manager", R"({"role_name": "X", "permissions": 7})");
  acme.post("/organization/groups", R"({"name": "Sales"})");
  CHECK(acme.get("/__emulator/state").raw.body == before);
}

TEST_CASE("the messages of project members are those that were seen") {
  organization acme;
  acme.behave("unassign_absent=400");
  const auto present =
      acme.post("/organization/projects/proj_c/users", R"({"user_id": "user-grace", "role": "member"})");
  CHECK(text(present.body.at("error").at("message")).find("already exists in project") != std::string::npos);
  const auto absent = acme.del("/organization/projects/proj_c/users/user-joan");
  CHECK(text(absent.body.at("error").at("message")) == "User user-joan is not a member of proj_c");
}

TEST_CASE("a project role for a non-member makes him one, or stands apart") {
  const auto* role = R"({"role_id": "role_proj_c~1"})";
  for (const auto& [how, listed] :
       {std::pair{"nonmember_role=creates", true}, std::pair{"nonmember_role=apart", false}}) {
    organization acme;
    acme.behave(how);
    CHECK(acme.post("/projects/proj_c/groups/group_sales/roles", role).status == 200);
    const auto groups = acme.walk("/organization/projects/proj_c/groups", "group_id");
    CHECK((std::count(groups.begin(), groups.end(), "group_sales") == 1) == listed);
    CHECK(acme.walk("/projects/proj_c/groups/group_sales/roles") == names{"role_proj_c~1"});
  }
}

TEST_CASE("the last project role keeps the membership or takes it along") {
  for (const auto& [how, left] :
       {std::pair{"last_role=keeps", std::size_t{1}}, std::pair{"last_role=drops", std::size_t{0}}}) {
    organization acme;
    acme.behave(how);
    acme.del("/projects/proj_c/users/user-grace/roles/role-api-project-member__api-project__proj_c");
    CHECK(acme.walk("/organization/projects/proj_c/users").size() == left);
  }
}

TEST_CASE("a membership that goes takes the project roles along or leaves them") {
  for (const auto& [how, left] : {std::pair{"drop_membership=drops", std::size_t{0}},
                                  std::pair{"drop_membership=keeps", std::size_t{2}}}) {
    organization acme;
    acme.behave(how);
    acme.del("/organization/projects/proj_c/groups/group_support");
    CHECK(acme.walk("/projects/proj_c/groups/group_support/roles").size() == left);
  }
}

TEST_CASE("inherited roles are listed with their source, listed without, or hidden") {
  const std::string path = "/organization/users/user-grace/roles";
  const auto* reader = "role-api-organization-reader__api-organization__org-acme";
  organization acme;
  auto items = acme.get(path).body.at("data").as_array();
  REQUIRE(items.size() == 2);
  CHECK(items[0].at("id") == reader);
  CHECK(items[0].at("assignment_sources").is_null());
  CHECK(text(items[1].at("assignment_sources")) ==
        R"([{"principal_id":"group_support","principal_type":"group"}])");
  CHECK(acme.del(path + "/role_manager").status == 404);

  acme.behave("inherited=unmarked");
  items = acme.get(path).body.at("data").as_array();
  REQUIRE(items.size() == 2);
  CHECK_FALSE(items[1].as_object().contains("assignment_sources"));
  acme.behave("inherited=hidden");
  CHECK(acme.walk(path) == names{reader});
  CHECK(acme.get(path + "/role_manager").status == 404);
}

TEST_CASE("a direct assignment names its source in four ways") {
  const auto first = [](const char* how) {
    organization acme;
    acme.behave(how);
    return acme.get("/organization/groups/group_support/roles").body.at("data").as_array().at(0).as_object();
  };
  CHECK(first("direct_source=null").at("assignment_sources").is_null());
  CHECK(first("direct_source=empty").at("assignment_sources").as_array().empty());
  CHECK(text(first("direct_source=self").at("assignment_sources")) ==
        R"([{"principal_id":"group_support","principal_type":"group"}])");
  CHECK_FALSE(first("direct_source=absent").contains("assignment_sources"));
}

TEST_CASE("a role both direct and inherited is listed once and stays when the direct one goes") {
  organization acme;
  acme.behave("direct_source=self");
  const std::string path = "/organization/users/user-grace/roles";
  acme.post(path, R"({"role_id": "role_manager"})");
  CHECK(acme.walk(path).size() == 2);
  CHECK(acme.del(path + "/role_manager").status == 200);
  CHECK(acme.walk(path).size() == 2);
  CHECK(acme.del(path + "/role_manager").status == 404);
}

TEST_CASE("permissions come as sent, or in some other order") {
  organization acme;
  const auto* sent = R"({"permissions": ["p.1", "p.2", "p.3", "p.4", "p.5", "p.6", "p.7"]})";
  const auto as_sent = text(acme.post("/organization/roles/role_manager", sent).body.at("permissions"));
  CHECK(as_sent == R"(["p.1","p.2","p.3","p.4","p.5","p.6","p.7"])");
  acme.behave("permission_order=shuffled");
  const auto shuffled = acme.get("/organization/roles/role_manager").body.at("permissions");
  CHECK(text(shuffled) != as_sent);
  CHECK(shuffled.as_array().size() == 7);
}

TEST_CASE("predefined project roles have a plain or a display name") {
  organization acme;
  const auto path = "/projects/proj_c/roles/" + viewer;
  CHECK(acme.get(path).body.at("name") == "viewer");
  acme.behave("predefined_names=display");
  CHECK(acme.get(path).body.at("name") == "Project Viewer");
  CHECK(acme.get("/projects/proj_c/groups/group_support/roles/" + viewer).body.at("name") ==
        "Project Viewer");
  CHECK(acme.get("/organization/roles").body.at("data").at(0).at("name") == "owner");
}

TEST_CASE("of the two spellings of the users filter the unknown one is ignored") {
  organization acme;
  const std::string plain = "/organization/users?emails=ADA@example.com&emails=nobody@example.com";
  const std::string brackets = "/organization/users?emails%5B%5D=ada%40example.com";
  CHECK(acme.walk(plain) == names{"user-ada"});
  CHECK(acme.walk(brackets) == names{"user-ada"});
  acme.behave("emails_filter=plain");
  CHECK(acme.walk(plain) == names{"user-ada"});
  CHECK(acme.walk(brackets).size() == 3);
  acme.behave("emails_filter=brackets");
  CHECK(acme.walk(plain).size() == 3);
  CHECK(acme.walk(brackets) == names{"user-ada"});
}

// Covers F32.
TEST_CASE("reads miss a write for a time") {
  organization acme;
  acme.behave("stale_reads=2");
  const auto made = text(acme.post("/organization/groups", R"({"name": "New"})").body.at("id"));
  acme.pass(std::chrono::milliseconds(1999));
  CHECK(acme.get("/organization/groups/" + made).status == 404);
  acme.pass(std::chrono::milliseconds(1));
  CHECK(acme.get("/organization/groups/" + made).status == 200);
}

TEST_CASE("reads miss a write so many times") {
  organization acme;
  acme.behave("stale_reads=2reads");
  const auto made = text(acme.post("/organization/groups", R"({"name": "New"})").body.at("id"));
  CHECK(acme.get("/organization/groups/" + made).status == 404);
  CHECK(acme.get("/organization/groups/" + made).status == 404);
  CHECK(acme.get("/organization/groups/" + made).status == 200);
}

TEST_CASE("... but not for ever, however seldom it is read") {
  organization acme;
  acme.behave("stale_reads=2reads");
  const auto made = text(acme.post("/organization/groups", R"({"name": "New"})").body.at("id"));
  acme.pass(std::chrono::seconds(10));
  CHECK(acme.get("/organization/groups/" + made).status == 200);
}

TEST_CASE("what was committed late was committed then, and not when somebody looks") {
  organization acme;
  acme.behave("stale_reads=2");
  acme.fail_with("503=late:1000@POST *#1");
  acme.post("/organization/groups", R"({"name": "New"})");
  acme.pass(std::chrono::seconds(30));
  CHECK(acme.get("/organization/groups").raw.body.find("\"New\"") != std::string::npos);
}

TEST_CASE("a write sees what was written, however stale the reads are") {
  organization acme;
  acme.behave("stale_reads=30");
  acme.post("/organization/groups", R"({"name": "New"})");
  CHECK(acme.post("/organization/groups", R"({"name": "New"})").status == 409);
}

TEST_CASE("the rate limit counts each endpoint by itself and says when to come back") {
  organization acme;
  acme.behave("rate_limit=2:header");
  CHECK(acme.get("/projects/proj_c/roles").status == 200);
  CHECK(acme.get("/projects/proj_default/roles").status == 200);
  const auto limited = acme.get("/projects/proj_c/roles");
  CHECK(limited.status == 429);
  CHECK(limited.body.at("error").at("code") == "rate_limit_exceeded");
  CHECK(find_header(limited.raw.headers, "Retry-After") == "30");
  CHECK(acme.get("/organization/roles").status == 200);
  acme.pass(std::chrono::seconds(30));
  CHECK(acme.get("/projects/proj_c/roles").status == 200);
  CHECK(acme.get("/projects/proj_c/roles").status == 429);
}

TEST_CASE("a pause is told as a header, as milliseconds, in the text, or not at all") {
  const auto limited = [](const char* how) {
    organization acme;
    acme.behave(how);
    acme.get("/organization/roles");
    return acme.get("/organization/roles").raw;
  };
  CHECK(find_header(limited("rate_limit=1:ms").headers, "retry-after-ms") == "60000");
  CHECK(limited("rate_limit=1:text").body.find("try again after 60.000 seconds.") != std::string::npos);
  const auto silent = limited("rate_limit=1:none");
  CHECK_FALSE(find_header(silent.headers, "retry-after"));
  CHECK_FALSE(find_header(silent.headers, "retry-after-ms"));
  CHECK(silent.body.find("again after") == std::string::npos);
}

TEST_CASE("the faults among the behaviours spoil every list") {
  organization acme;
  acme.behave("no_has_more=on");
  CHECK_FALSE(acme.get("/organization/groups").body.as_object().contains("has_more"));
  acme.behave("no_has_more=off");
  acme.behave("cursor_loop=on");
  const auto first = acme.get("/organization/groups?limit=1").body;
  const auto again = acme.get("/organization/groups?after=" + text(first.at("next"))).body;
  CHECK(again.at("has_more") == true);
}

TEST_CASE("every value in the table can be set, and nothing else") {
  behaviours how;
  for (const auto& row : all_knobs()) {
    CAPTURE(row.name);
    CHECK_FALSE(how.set(row.name, row.default_value));
    for (const auto other : row.others) CHECK_FALSE(how.set(row.name, other));
    CHECK(how.set(row.name, "nonsense"));
  }
  CHECK_FALSE(how.set("stale_reads=0.5"));
  CHECK(how.set("stale_reads=31"));
  CHECK(how.set("rate_limit=0:header"));
  CHECK(how.set("missing_scope=403:"));
}

TEST_CASE("a wrong behaviour is told with what would be right") {
  behaviours how;
  CHECK(how.set("duplicate_nam=409")->find("did you mean duplicate_name?") != std::string::npos);
  CHECK(*how.set("last_role=kept") == "behaviour last_role cannot be \"kept\"; it is one of keeps, drops "
                                      "(the membership when the last project role goes)");
  CHECK(how.set("last_role")->find("NAME=VALUE") != std::string::npos);
}

TEST_CASE("the list for machines has a line for each behaviour: name, kind, default, other values") {
  const auto list = list_of_knobs();
  CHECK(std::count(list.begin(), list.end(), '\n') == static_cast<std::ptrdiff_t>(all_knobs().size()));
  CHECK(list.starts_with("duplicate_name B 409 400 accept\n"));
  CHECK(list.ends_with("no_has_more F off on\n"));
}

TEST_SUITE_END();

} // namespace rolecall::emulator
