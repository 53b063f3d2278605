#include "emulator/catalogue.hpp"
#include "emulator/state_file.hpp"
#include "organization.hpp"

#include <doctest/doctest.h>

namespace rolecall::emulator {
namespace {

std::string problem_of(std::string_view file) {
  const auto read = read_state(file, "sk-admin-emulator");
  const auto* problem = std::get_if<state_problem>(&read);
  return problem == nullptr ? "" : problem->message;
}

std::string rewritten(std::string_view file) {
  auto read = read_state(file, "sk-admin-emulator");
  if (const auto* problem = std::get_if<state_problem>(&read)) FAIL(problem->message);
  return write_state(std::get<state>(read));
}

} // namespace

TEST_SUITE_BEGIN("emulator");

TEST_CASE("what is written loads again to the same organization") {
  const auto once = rewritten(small_organization);
  CHECK(rewritten(once) == once);
  const auto first = write_state(initial_state("sk-admin-emulator"));
  CHECK(rewritten(first) == first);
}

TEST_CASE("a state that lived through changes loads again to the same") {
  organization acme;
  acme.behave("nonmember_role=apart");
  acme.behave("duplicate_name=accept");
  acme.post("/projects/proj_c/groups/group_sales/roles", R"({"role_id": "role_proj_c~1"})");
  acme.post("/projects/proj_c/users/svc_acct_1/roles", R"({"role_id": "role-api-project-viewer"})");
  acme.post("/organization/users/svc_acct_1/roles", R"({"role_id": "role_manager"})");
  acme.post("/organization/groups", R"({"name": "Sales"})");
  acme.post("/organization/roles", R"({"role_name": "owner", "permissions": []})");
  const auto twin = text(
      acme.post("/organization/roles", R"({"role_name": "Group Manager", "permissions": []})").body.at("id"));
  acme.post("/organization/groups/group_sales/roles", R"({"role_id": ")" + twin + "\"}");
  acme.post("/organization/invites", R"({"email": "x@example.com", "role": "owner"})");
  acme.post("/organization/projects/proj_c/archive", "");
  acme.del("/organization/users/user-ada");
  const auto lived = write_state(acme.inside().organization());
  CHECK(rewritten(lived) == lived);
}

TEST_CASE("ids that are left out are made from names, and never twice") {
  const auto out = rewritten(R"({
    "users": [{"email": "ada@example.com"}, {"email": "ada@example.org"}],
    "groups": [{"name": "Support Team"}],
    "roles": [{"name": "Group Manager", "permissions": []}],
    "projects": [{"name": "Checkout", "roles": [{"name": "Key Steward"}], "service_accounts": [{"name": "CI"}]}]})");
  for (const auto* id :
       {"\"user-ada\"", "\"user-ada-2\"", "\"group_support-team\"", "\"role_group-manager\"",
        "\"proj_checkout\"", "\"role_proj_checkout~key-steward\"", "\"svc_acct_proj_checkout_ci\""})
    CHECK_MESSAGE(out.find(id) != std::string::npos, id);
}

TEST_CASE("two things of one name are referred to by id") {
  const auto* groups =
      R"({"groups": [{"id": "g1", "name": "Twins"}, {"id": "g2", "name": "Twins"}], "projects": [{"name": "P", )";
  CHECK(problem_of(groups + std::string(R"("groups": [{"group": "g2", "roles": ["viewer"]}]}]})")) == "");
  CHECK(problem_of(groups + std::string(R"("groups": [{"group": "Twins", "roles": ["viewer"]}]}]})")) ==
        R"(projects[0].groups[0].group: several are named "Twins"; use the id)");
}

TEST_CASE("a mistake is told with its place") {
  CHECK(problem_of("{") == "not JSON: incomplete JSON");
  CHECK(problem_of("[]") == "the document: expected an object");
  CHECK(problem_of(R"({"user": []})") ==
        "the document: unknown key \"user\"; known are format_version organization users "
        "roles groups projects invites admin_keys audit_logs");
  CHECK(problem_of(R"({"groups": [{}]})") == R"(groups[0]: needs "name")");
  CHECK(problem_of(R"({"groups": [{"name": 7}]})") == "groups[0].name: expected a string");
  CHECK(problem_of(R"({"groups": [{"name": "X", "members": ["ada"]}]})") ==
        R"(groups[0].members[0]: no user "ada")");
  CHECK(problem_of(R"({"groups": [{"name": "X", "roles": ["viewer"]}]})") ==
        R"(groups[0].roles[0]: no role "viewer")");
  CHECK(problem_of(R"({"groups": [{"id": "g", "name": "X"}, {"id": "g", "name": "Y"}]})") ==
        R"(groups[1]: a second one of the id "g")");
  CHECK(problem_of(R"({"projects": [{"name": "X", "status": "gone"}]})") ==
        "projects[0]: status is active or archived");
}

TEST_CASE("who is not given a role reads the organization, and works in a project he is in") {
  organization acme(
      R"({"users": [{"email": "ada@example.com"}], "projects": [{"name": "P", "users": [{"user": "ada@example.com"}]}]})");
  CHECK(acme.get("/organization/users/user-ada").body.at("role") == "reader");
  CHECK(acme.get("/organization/users/user-ada/roles").body.at("data").as_array().size() == 1);
  CHECK(acme.get("/organization/projects/proj_p/users/user-ada").body.at("role") == "member");
}

TEST_CASE("predefined roles that the file has take the place of the usual ones; the others are there too") {
  const std::string file = R"({"roles": [
      {"name": "reader", "permissions": ["api.model.read"], "predefined": true},
      {"id": "role-billing", "name": "Billing", "permissions": [], "predefined": true}],
    "projects": [{"id": "proj_1", "name": "P", "groups": [], "roles": [
      {"id": "role-api-project-member__api-project__proj_1", "name": "Project Member", "permissions": [],
       "predefined": true}]}],
    "users": [{"id": "user-ada"}]})";
  organization acme(file);
  CHECK(ids(acme.get("/organization/roles")) ==
        std::vector<std::string>{"role-api-organization-owner__api-organization__org-emulator",
                                 "role-api-organization-reader__api-organization__org-emulator",
                                 "role-billing"});
  CHECK(acme.get("/projects/proj_1/roles").body.at("data").as_array().size() == 3);
  CHECK(acme.get("/organization/users/user-ada/roles").body.at("data").as_array().size() == 1);
  acme.post("/organization/projects/proj_1/users", R"({"user_id": "user-ada", "role": "member"})");
  CHECK(ids(acme.get("/projects/proj_1/users/user-ada/roles")) ==
        std::vector<std::string>{"role-api-project-member__api-project__proj_1"});
  acme.behave("predefined_names=display");
  CHECK(acme.get("/projects/proj_1/users/user-ada/roles").body.at("data").as_array()[0].at("name") ==
        "Project Member");
  const auto once = rewritten(file);
  CHECK(once.find("\"role-billing\"") != std::string::npos);
  CHECK(rewritten(once) == once);
}

TEST_CASE("a snapshot's words: versions, sources of roles, users that are not listed, unknown groups") {
  const std::string file = R"({"format_version": "1.3",
    "roles": [{"id": "role_1", "name": "One", "permissions": []}, {"id": "role_2", "name": "Two", "permissions": []}],
    "users": [{"id": "user-ada", "legacy_role": "reader", "roles": [
                {"role": "role_1", "source": "inherited"}, {"role": "role_2", "source": "direct"}]},
              {"id": "svc_acct_1", "listed": false}],
    "groups": [{"id": "group_1", "name": "G", "group_type": "unknown", "members": ["svc_acct_1"], "roles": []}]})";
  organization acme(file);
  CHECK(ids(acme.get("/organization/users")) == std::vector<std::string>{"user-ada"});
  CHECK(ids(acme.get("/organization/users/user-ada/roles")) == std::vector<std::string>{"role_2"});
  CHECK(ids(acme.get("/organization/users/svc_acct_1/roles")).empty());
  CHECK(ids(acme.get("/organization/groups/group_1/users")) == std::vector<std::string>{"svc_acct_1"});
  CHECK(acme.get("/organization/groups/group_1").body.at("group_type") == "unknown");
  CHECK(acme.post("/organization/groups/group_1", R"({"name": "H"})").status == 403);
  const auto once = rewritten(file);
  CHECK(once.find("\"listed\":false") != std::string::npos);
  CHECK(rewritten(once) == once);
  CHECK(problem_of(R"({"format_version": "2.0"})") ==
        "format_version: is \"2.0\", but this emulator reads 1.x");
  CHECK(problem_of(R"({"users": [{"id": "u", "roles": [{"role": "owner", "source": "x"}]}]})") ==
        "users[0].roles[0]: source is direct, inherited or untold");
}

TEST_CASE("audit events can be written by hand") {
  organization acme(R"({"projects": [{"id": "proj_c", "name": "C"}], "audit_logs": [
    {"type": "group.created", "effective_at": 5, "project": "C", "payload": {"id": "group_1", "data": {"group_name": "X"}},
     "actor": {"type": "session", "session": {"user": {"id": "user-x", "email": "x@example.com"}}}}]})");
  CHECK(
      ids(acme.get("/organization/audit_logs?actor_ids[]=user-x&resource_ids[]=group_1&project_ids[]=proj_c"))
          .size() == 1);
}

TEST_SUITE_END();

} // namespace rolecall::emulator
