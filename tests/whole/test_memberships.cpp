#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// How a group or user comes into a project, gets roles there, and leaves it: the requests, whichever way the
// API turns out to work.

using namespace rolecall;
using testing::lines;
using testing::policy_of;
using testing::world;

namespace {

/// Ada is an owner of the organization; Alan and the group Team are to be something in Checkout.
std::string state_with(const std::string& in_checkout, const std::string& alan_is = R"(["reader"])") {
  return R"({"organization": {"id": "org-example", "name": "Example"},
    "users": [{"id": "ada", "email": "ada@example.com", "roles": ["owner"]},
              {"id": "alan", "email": "alan@example.com", "roles": )" +
         alan_is + R"(}],
    "groups": [{"id": "team", "name": "Team", "members": ["alan@example.com"]}],
    "projects": [{"id": "checkout", "name": "Checkout",
                  "roles": [{"id": "steward", "name": "Steward", "permissions": ["api.model.read"]}])" +
         in_checkout + "}]}";
}

/// A policy that owns who holds what, with these lines about Checkout.
model::policy in_checkout(const std::string& lines_of_it) {
  return policy_of("version: 1\n"
                   "manage: {grants: authoritative, members: authoritative}\n"
                   "project_roles: {Steward: {permissions: [api.model.read]}}\n"
                   "groups: {Team: {}}\n"
                   "projects:\n  Checkout:\n    " +
                   lines_of_it + "\n");
}

const std::string member = "role-api-project-member__api-project__checkout";
const std::string viewer = "role-api-project-viewer__api-project__checkout";

std::string gives(const std::string& role_id) { return R"( {"role_id":")" + role_id + R"("})"; }

struct path {
  std::string about;
  std::vector<std::string> behaviours;
  std::string state;
  std::string wanted; ///< about Checkout
  lines requests;
};

void check(const path& p) {
  CAPTURE(p.about);
  world w(p.state);
  for (const std::string& b : p.behaviours) w.set(b);
  const model::policy policy = in_checkout(p.wanted);
  const testing::run_result run = w.apply(policy);
  INFO(run.words());
  CHECK(run.applied());
  CHECK(w.written() == p.requests);
  const testing::run_result next = w.apply(policy);
  INFO(next.words());
  CHECK(next.made.operations.empty());
  CHECK(w.writes() == p.requests.size());
}

} // namespace

TEST_SUITE("whole") {
  TEST_CASE("a group comes into a project with its first role, a predefined one before a custom one") {
    const std::string enters = "POST /organization/projects/checkout/groups ";
    const std::string assigns = "POST /projects/checkout/groups/team/roles";
    check({"custom and predefined",
           {},
           state_with(""),
           "groups: {Team: [Steward, viewer]}",
           {enters + R"({"group_id":"team","role":")" + viewer + R"("})", assigns + gives("steward")}});
    check({"custom only",
           {},
           state_with(""),
           "groups: {Team: [Steward]}",
           {enters + R"({"group_id":"team","role":"steward"})"}});
    check({"listed there already",
           {},
           state_with(R"(, "groups": [{"group": "Team", "roles": []}])"),
           "groups: {Team: [Steward]}",
           {assigns + gives("steward")}});
    check({"holds another role there",
           {},
           state_with(R"(, "groups": [{"group": "Team", "roles": ["viewer"]}])"),
           "groups: {Team: [Steward, viewer]}",
           {assigns + gives("steward")}});
  }

  TEST_CASE("a user who becomes a member or owner comes into the project by that") {
    const std::string enters = "POST /organization/projects/checkout/users ";
    const std::string assigns = "POST /projects/checkout/users/alan/roles";
    for (const std::string nonmember : {"creates", "400", "apart"}) {
      check({"member and custom",
             {"nonmember_role=" + nonmember},
             state_with(""),
             "users: {alan@example.com: [Steward, member]}",
             {enters + R"({"user_id":"alan","role":"member"})", assigns + gives("steward")}});
      check({"owner",
             {"nonmember_role=" + nonmember},
             state_with(""),
             "users: {alan@example.com: [owner]}",
             {enters + R"({"user_id":"alan","role":"owner"})"}});
    }
  }

  TEST_CASE("a user with custom roles only gets them directly, or is a member in passing") {
    const std::string assign = "POST /projects/checkout/users/alan/roles" + gives("steward");
    const std::string wanted = "users: {alan@example.com: [Steward]}";
    check({"allowed", {}, state_with(""), wanted, {assign}});
    check({"allowed, apart from the list", {"nonmember_role=apart"}, state_with(""), wanted, {assign}});
    check({"refused",
           {"nonmember_role=400"},
           state_with(""),
           wanted,
           {assign, R"(POST /organization/projects/checkout/users {"user_id":"alan","role":"member"})",
            assign, "DELETE /projects/checkout/users/alan/roles/" + member}});
    check({"in the project already",
           {"nonmember_role=400"},
           state_with(R"(, "users": [{"user": "alan", "roles": []}])"),
           wanted,
           {assign}});
  }

  // Covers F22, F32, V6.
  TEST_CASE("a list that does not show a membership in passing yet does not show that it was taken back") {
    for (const char* fault : {"408@DELETE *#2", "drop@DELETE *#2"}) {
      CAPTURE(fault);
      world w(state_with(""));
      w.set("nonmember_role=400");
      w.set("stale_reads=2");
      w.add_fault(fault);
      const testing::run_result run = w.apply(in_checkout("users: {alan@example.com: [Steward]}"));
      INFO(run.words());
      w.wait(std::chrono::seconds(10));
      CHECK(std::ranges::count(w.access(), "alan in checkout: steward") == 1);
      const bool says_so = !run.applied();
      const bool is_member = std::ranges::count(w.access(), "alan in checkout: " + member) > 0;
      CHECK(is_member == says_so);
    }
  }

  TEST_CASE("who lost his last role leaves the project, unless that was dropped with the role") {
    const std::string alan = state_with(R"(, "users": [{"user": "alan", "roles": ["viewer"]}])");
    const std::string team = state_with(R"(, "groups": [{"group": "Team", "roles": ["viewer"]}])");
    const std::string from_alan = "DELETE /projects/checkout/users/alan/roles/" + viewer;
    const std::string from_team = "DELETE /projects/checkout/groups/team/roles/" + viewer;
    check({"a user who is still listed",
           {},
           alan,
           "users: {}",
           {from_alan, "DELETE /organization/projects/checkout/users/alan"}});
    check({"a user who is not", {"last_role=drops"}, alan, "users: {}", {from_alan}});
    check({"a group that is still listed",
           {},
           team,
           "groups: {}",
           {from_team, "DELETE /organization/projects/checkout/groups/team"}});
    check({"a group that is not", {"last_role=drops"}, team, "groups: {}", {from_team}});
  }

  TEST_CASE(
      "a role that a group gave and its member is to have himself is really his before the group loses it") {
    const std::string state = state_with(R"(, "groups": [{"group": "Team", "roles": ["Steward"]}])");
    const model::policy policy = in_checkout("groups: {Team: []}\n    users: {alan@example.com: [Steward]}");
    for (const std::string nonmember : {"creates", "400", "apart"}) {
      for (const std::string inherited : {"listed", "hidden", "unmarked"}) {
        CAPTURE(nonmember);
        CAPTURE(inherited);
        world w(state);
        w.set("nonmember_role=" + nonmember);
        w.set("inherited=" + inherited);
        const testing::run_result run = w.apply(policy);
        INFO(run.words());
        CHECK(run.applied());
        const lines access = w.access();
        CHECK(std::ranges::count(access, "alan in checkout: steward") == 1);
        CHECK(std::ranges::count(access, "team in checkout: steward") == 0);
        CHECK(w.plan(policy).made.operations.empty());
      }
    }
  }

  TEST_CASE("what a user holds only through a group is not his to lose, and no error") {
    const std::string state = R"({"organization": {"id": "org-example", "name": "Example"},
      "users": [{"id": "ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "alan", "email": "alan@example.com", "roles": ["reader"]}],
      "roles": [{"id": "watch", "name": "Watch", "permissions": ["api.usage.read"]}],
      "groups": [{"id": "team", "name": "Team", "members": ["alan@example.com"], "roles": ["Watch"]}]})";
    const model::policy policy = policy_of("version: 1\nmanage: authoritative\n"
                                           "roles: {Watch: {permissions: [api.usage.read]}}\n"
                                           "groups: {}\n"
                                           "users: {ada@example.com: {roles: [owner]}}\n");
    for (const std::string inherited : {"listed", "hidden", "unmarked"}) {
      CAPTURE(inherited);
      world w(state);
      w.set("inherited=" + inherited);
      const testing::run_result run = w.apply(policy);
      INFO(run.words());
      CHECK(run.applied());
      CHECK(w.plan(policy).made.operations.empty());
    }
  }

  TEST_CASE("an owner of the organization becomes a reader") {
    const std::string owner = "role-api-organization-owner__api-organization__org-example";
    const std::string reader = "role-api-organization-reader__api-organization__org-example";
    const std::string state = state_with("", R"(["owner"])");
    const std::string assign = "POST /organization/users/alan/roles" + gives(reader);
    const std::string unassign = "DELETE /organization/users/alan/roles/" + owner;
    const std::string update = R"(POST /organization/users/alan {"role":"reader"})";
    const model::policy policy = policy_of("version: 1\nmanage: authoritative\n"
                                           "users: {ada@example.com: {roles: [owner]}, "
                                           "alan@example.com: {roles: [reader]}}\n");
    world allowed(state);
    CHECK(allowed.apply(policy).applied());
    CHECK(allowed.written() == lines{assign, unassign});
    world refused(state);
    refused.set("unassign_owner=400");
    CHECK(refused.apply(policy).applied());
    CHECK(refused.written() == lines{assign, unassign, update});
    CHECK(refused.plan(policy).made.operations.empty());
    CHECK(refused.access() == allowed.access());
  }

  TEST_CASE("a role that a group gets at the same time proves nothing of the user's own") {
    for (const std::string members : {"", "members: [alan@example.com]"}) {
      CAPTURE(members);
      world w(state_with(""));
      w.set("nonmember_role=400");
      w.set("inherited=unmarked");
      const model::policy policy = policy_of("version: 1\n"
                                             "manage: {grants: authoritative}\n"
                                             "groups: {Team: {" +
                                             members +
                                             "}}\n"
                                             "projects:\n  Checkout:\n"
                                             "    groups: {Team: [viewer]}\n"
                                             "    users: {alan@example.com: [viewer]}\n");
      const testing::run_result run = w.apply(policy);
      INFO(run.words());
      CHECK(run.applied());
      const lines access = w.access();
      CHECK(std::ranges::count(access, "alan in checkout: " + viewer) == 1);
      CHECK(w.plan(policy).made.operations.empty());
    }
  }

  TEST_CASE("a conflict is no proof of a role that the list shows to be a group's") {
    world w(state_with(""));
    w.add_fault("409@POST *users*#8");
    const testing::run_result run =
        w.apply(in_checkout("groups: {Team: [viewer]}\n    users: {alan@example.com: [viewer]}"));
    INFO(run.words());
    CHECK(run.count(plan::outcome::done) == 1);
    CHECK(run.count(plan::outcome::failed) == 1);
  }
}
