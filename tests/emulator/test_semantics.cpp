#include "organization.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace rolecall::emulator {
namespace {

using names = std::vector<std::string>;

const std::string member = "role-api-project-member__api-project__proj_c";
const std::string project_owner = "role-api-project-owner__api-project__proj_c";

} // namespace

TEST_SUITE_BEGIN("emulator");

TEST_CASE("predefined roles are listed first, with ids bound to where they are") {
  organization acme;
  CHECK(acme.walk("/organization/roles") == names{"role-api-organization-owner__api-organization__org-acme",
                                                  "role-api-organization-reader__api-organization__org-acme",
                                                  "role_manager"});
  const auto roles = acme.walk("/projects/proj_c/roles");
  REQUIRE(roles.size() == 4);
  CHECK(roles[1] == member);
}

TEST_CASE("a custom project role's id holds the project's") {
  organization acme;
  const auto made = acme.post("/projects/proj_c/roles", R"({"role_name": "R", "permissions": []})");
  CHECK(text(made.body.at("id")).starts_with("role_proj_c~"));
  CHECK(made.body.at("resource_type") == "api.project");
}

TEST_CASE("an alias in a body is resolved, and the answer has the bound id") {
  organization acme;
  const auto assigned =
      acme.post("/projects/proj_c/groups/group_support/roles", R"({"role_id": "role-api-project-member"})");
  CHECK(text(assigned.body.at("role").at("id")) == member);
}

TEST_CASE("a role of one scope is unknown in another") {
  organization acme;
  CHECK(acme.post("/projects/proj_c/groups/group_support/roles", R"({"role_id": "role_manager"})").status ==
        404);
  CHECK(acme.get("/projects/proj_default/roles/role_proj_c~1").status == 404);
}

TEST_CASE("the legacy role of a project user is an assignment of the predefined role") {
  organization acme;
  const std::string users = "/organization/projects/proj_c/users";
  CHECK(acme.post(users, R"({"email": "joan@example.com", "role": "member"})").status == 200);
  CHECK(acme.walk("/projects/proj_c/users/user-joan/roles") == names{member});
  acme.post("/projects/proj_c/users/user-joan/roles", R"({"role_id": "role_proj_c~1"})");
  CHECK(acme.post(users + "/user-joan", R"({"role": "owner"})").body.at("role") == "owner");
  CHECK(acme.walk("/projects/proj_c/users/user-joan/roles") == names{"role_proj_c~1", project_owner});
  CHECK(acme.post(users + "/user-joan", R"({"role": "viewer"})").status == 400);
}

TEST_CASE("the legacy role of a user replaces the predefined role and leaves custom ones") {
  organization acme;
  acme.post("/organization/users/user-joan/roles", R"({"role_id": "role_manager"})");
  CHECK(acme.post("/organization/users/user-joan", R"({"role": "owner"})").body.at("role") == "owner");
  CHECK(acme.walk("/organization/users/user-joan/roles") ==
        names{"role_manager", "role-api-organization-owner__api-organization__org-acme"});
}

TEST_CASE("organization owners own every project") {
  organization acme;
  acme.post("/organization/projects/proj_c/users", R"({"user_id": "user-ada", "role": "member"})");
  CHECK(acme.get("/organization/projects/proj_c/users/user-ada").body.at("role") == "owner");
}

TEST_CASE("the default project cannot be changed, archived, or given users") {
  organization acme;
  CHECK(acme.post("/organization/projects/proj_default", R"({"name": "x"})").status == 400);
  CHECK(acme.post("/organization/projects/proj_default/archive", "").status == 400);
  CHECK(
      acme.post("/organization/projects/proj_default/users", R"({"user_id": "user-joan", "role": "member"})")
          .status == 400);
  const auto* viewer = R"({"role_id": "role-api-project-viewer"})";
  CHECK(acme.post("/projects/proj_default/users/user-joan/roles", viewer).status == 400);
}

TEST_CASE("an archived project is listed on request only, and has no users") {
  organization acme;
  acme.post("/organization/projects/proj_c/archive", "");
  CHECK(acme.walk("/organization/projects") == names{"proj_default"});
  CHECK(acme.walk("/organization/projects?include_archived=true").size() == 3);
  CHECK(acme.get("/organization/projects/proj_c").body.at("status") == "archived");
  CHECK(acme.get("/organization/projects/proj_c/users").status == 400);
  CHECK(acme.get("/organization/projects/proj_c/service_accounts").status == 400);
  CHECK(acme.post("/organization/projects/proj_c", R"({"name": "x"})").status == 400);
}

TEST_CASE("a tenant group in a project is found only when asked for as one") {
  organization acme;
  const std::string path = "/organization/projects/proj_c/groups/group_tenant";
  CHECK(acme.get(path).status == 404);
  CHECK(acme.get(path + "?group_type=tenant_group").status == 200);
  CHECK(acme.get(path + "?group_type=galaxy").status == 400);
}

TEST_CASE("what is deleted leaves no trace") {
  organization acme;
  acme.del("/organization/groups/group_support");
  CHECK(acme.walk("/organization/projects/proj_c/groups", "group_id") == names{"group_tenant"});
  CHECK(acme.get("/organization/groups/group_support/roles").status == 404);
  acme.del("/organization/users/user-joan");
  CHECK(acme.walk("/organization/groups/group_scim/users").empty());
  acme.del("/projects/proj_c/roles/role_proj_c~1");
  CHECK(acme.get("/projects/proj_c/roles/role_proj_c~1").status == 404);
  CHECK(acme.del("/organization/groups/group_support").status == 404);
}

TEST_CASE("an invitation without projects leads to the default project, with an empty list to none") {
  organization acme;
  const auto to_default =
      acme.post("/organization/invites", R"({"email": "a@example.com", "role": "reader"})");
  CHECK(text(to_default.body.at("projects")) == R"([{"id":"proj_default","role":"member"}])");
  const auto to_none =
      acme.post("/organization/invites", R"({"email": "b@example.com", "role": "reader", "projects": []})");
  CHECK(to_none.body.at("projects").as_array().empty());
  CHECK(acme.post("/organization/invites", R"({"email": "A@example.com", "role": "reader"})").status == 400);
  CHECK(acme.post("/organization/invites", R"({"email": "grace@example.com", "role": "reader"})").status ==
        400);
  const auto accepted = acme.del("/organization/invites/invite-2");
  CHECK(text(accepted.body.at("error").at("message")).find("already accepted") != std::string::npos);
}

TEST_CASE("a service account joins groups and gets predefined project roles, not custom ones") {
  organization acme;
  CHECK(acme.post("/organization/groups/group_sales/users", R"({"user_id": "svc_acct_1"})").status == 200);
  CHECK(acme.get("/organization/groups/group_sales/users/svc_acct_1").body.at("is_service_account") == true);
  CHECK(acme.post("/projects/proj_c/users/svc_acct_1/roles", R"({"role_id": "role_proj_c~1"})").status ==
        400);
  acme.del("/projects/proj_c/users/svc_acct_1/roles/" + project_owner);
  const auto accounts = acme.get("/organization/projects/proj_c/service_accounts");
  CHECK(accounts.body.at("data").at(0).at("role") == "none");
}

TEST_CASE("a wrong body is refused with the name of the member") {
  struct wrong {
    const char* path;
    const char* body;
    const char* param;
  };
  organization acme;
  for (const auto& w : std::vector<wrong>{
           {"/organization/roles", R"({"permissions": []})", "role_name"},
           {"/organization/roles", R"({"role_name": "x"})", "permissions"},
           {"/organization/roles", R"({"role_name": "x", "permissions": ["a", 7]})", "permissions[1]"},
           {"/organization/roles", R"({"name": "x", "role_name": "x", "permissions": []})", "name"},
           {"/organization/groups", R"({"name": ""})", "name"},
           {"/organization/groups", R"({"name": null})", "name"},
           {"/organization/groups/group_sales/roles", R"({"role": "role_manager"})", "role"},
           {"/organization/invites", R"({"email": "x@example.com", "role": "member"})", "role"},
           {"/organization/invites",
            R"({"email": "x@example.com", "role": "reader", "projects": [{"id": "proj_c"}]})",
            "projects[0].role"},
           {"/organization/projects", R"({"name": "x", "residency": "MOON"})", "residency"},
           {"/organization/projects/proj_c/users", R"({"role": "member"})", "user_id"},
       }) {
    CAPTURE(w.body);
    const auto answer = acme.post(w.path, w.body);
    CHECK(answer.status == 400);
    CHECK(text(answer.body.at("error").at("param")) == w.param);
  }
  CHECK(acme.post("/organization/groups", "{").status == 400);
  CHECK(acme.post("/organization/groups", "[]").status == 400);
}

TEST_SUITE_END();

} // namespace rolecall::emulator
