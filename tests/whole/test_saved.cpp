#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

// Plans that are written to a file and applied later, while others change the organization too.

using namespace rolecall;
using testing::world;

namespace {

/// Something of every kind that a plan can rest on.
const std::string state = R"({
  "organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
            {"id": "user-bob", "email": "bob@example.com"},
            {"id": "user-eve", "email": "eve@example.com"}],
  "roles": [{"id": "role_a", "name": "Alpha", "permissions": ["p"]},
            {"id": "role_b", "name": "Beta", "permissions": ["p", "q"]},
            {"id": "role_old", "name": "Old", "permissions": ["p"]},
            {"id": "role_other", "name": "Other", "permissions": ["x"]}],
  "groups": [{"id": "g1", "name": "One", "members": ["user-bob"], "roles": ["Alpha"]},
             {"id": "g2", "name": "Two", "members": ["user-eve"], "roles": []},
             {"id": "g3", "name": "Three"}],
  "projects": [{"id": "p1", "name": "First", "groups": [{"group": "g1", "roles": ["viewer"]}]},
               {"id": "p2", "name": "Second"}]})";

const std::string wanted = R"(version: 1
manage: {roles: additive, groups: additive, members: authoritative, grants: authoritative}
roles:
  Alpha: {permissions: [p, r]}
  Bright: {permissions: [p, q], previously: [Beta]}
  New: {permissions: [n]}
groups:
  One: {roles: [Alpha, New], members: [ada@example.com]}
  Fresh: {roles: [Bright], members: [eve@example.com]}
projects:
  First: {groups: {One: [member]}}
)";

plan::plan saved(world& w) {
  const testing::run_result made = w.plan(testing::policy_of(wanted));
  REQUIRE(made.planned());
  return made.made;
}

const model::list_ref organization_roles{model::list_kind::organization_roles, {}, {}};

std::size_t lists_before_first_write(const world& w, std::size_t from) {
  std::set<std::string> targets;
  std::size_t reads = 0;
  for (std::size_t i = from; i < w.machine.log().size() && w.machine.log()[i].method == "GET"; ++i) {
    if (w.machine.log()[i].target.starts_with("/v1/organization/admin_api_keys")) continue; // whose key it is
    targets.insert(w.machine.log()[i].target);
    ++reads;
  }
  CHECK(targets.size() == reads); // none twice
  return reads;
}

struct edit {
  std::string method;
  std::string target;
  std::string body;
};

} // namespace

TEST_SUITE("whole") {
  TEST_CASE(
      "a saved plan is applied with the lists that it touches, none read twice, and then nothing is left") {
    for (const testing::example& of : testing::examples()) {
      CAPTURE(of.name);
      world w(of.state);
      const testing::run_result made = w.plan(of.policy);
      REQUIRE(made.planned());
      const std::size_t planned = w.machine.log().size();
      const testing::saved_result result = w.apply_saved(made.made);
      INFO(result.words(made.made));
      CHECK(result.applied());
      CHECK(result.outcome.size() == made.made.operations.size());
      const auto of_roles = [](const plan::precondition& p) { return p.list == organization_roles; };
      const bool roles = std::ranges::any_of(made.made.preconditions, of_roles);
      const std::size_t whose = roles ? 0 : 1; // the list of roles tells which organization it is
      CHECK(lists_before_first_write(w, planned) == made.made.preconditions.size() + whose);
      CHECK(made.made.preconditions.size() <= planned);
      CHECK(w.plan(of.policy).made.operations.empty());
    }
  }

  TEST_CASE("a saved plan that was applied writes nothing the second time: every change counts as made") {
    for (const testing::example& of : testing::examples()) {
      CAPTURE(of.name);
      world w(of.state);
      const plan::plan made = w.plan(of.policy).made;
      REQUIRE(w.apply_saved(made).applied());
      const std::size_t writes = w.writes();
      const testing::saved_result again = w.apply_saved(made);
      INFO(again.words(made));
      CHECK(again.applied());
      CHECK(w.writes() == writes);
      for (const plan::step& s : again.outcome) CHECK(s.is == plan::outcome::already);
    }
  }

  TEST_CASE("a saved plan goes on where a run was interrupted, after any number of requests") {
    for (const testing::example& of : testing::examples()) {
      CAPTURE(of.name);
      std::size_t stop = 0;
      for (bool stopped = true; stopped;) {
        world w(of.state);
        const plan::plan made = w.plan(of.policy).made;
        w.stop_after(w.machine.log().size() + made.preconditions.size() + ++stop);
        const testing::saved_result first = w.apply_saved(made);
        stopped = !first.applied();
        if (first.outcome.empty()) continue;
        w.stop_after(std::size_t(-1));
        const testing::saved_result second = w.apply_saved(made);
        CAPTURE(stop);
        INFO(second.words(made));
        CHECK(second.applied());
        CHECK(w.duplicates().empty());
        CHECK(w.plan(of.policy).made.operations.empty());
      }
    }
  }

  TEST_CASE("what moved where the plan rests is named before the first write, and nothing is written") {
    struct row {
      edit by_others;
      std::string said;
    };
    for (const row& r : {
             row{{"POST", "/organization/roles/role_a", R"({"permissions": ["p", "z"]})"},
                 "role[\"Alpha\"]: \"Alpha\" (role_a) in GET /organization/roles: role \"Alpha\" with "
                 "permissions "
                 "[p], but role \"Alpha\" with permissions [p, z]\n"},
             row{{"POST", "/organization/roles/role_b", R"({"role_name": "Blue"})"},
                 "role[\"Bright\"]: \"Beta\" (role_b) in GET /organization/roles: role \"Beta\" with "
                 "permissions "
                 "[p, q], but role \"Blue\" with permissions [p, q]\n"},
             row{{"DELETE", "/organization/roles/role_b", ""},
                 "role[\"Bright\"]: \"Beta\" (role_b) in GET /organization/roles: role \"Beta\" with "
                 "permissions "
                 "[p, q], but gone\n"},
             row{{"POST", "/organization/roles", R"({"role_name": "New", "permissions": ["other"]})"},
                 "not there, but role \"New\" with permissions [other]\n"},
             row{{"POST", "/organization/groups/g1/users", R"({"user_id": "user-eve"})"},
                 "\"eve@example.com\" (user-eve) in GET /organization/groups/g1/users: not there, but "
                 "there\n"},
             row{{"POST", "/organization/groups/g1/roles", R"({"role_id": "role_other"})"},
                 "\"Other\" (role_other) in GET /organization/groups/g1/roles: not there, but there\n"},
             row{{"POST", "/organization/groups/g1", R"({"name": "Uno"})"},
                 "\"One\" (g1) in GET /organization/groups: as the plan found it, but group \"Uno\"\n"},
             row{{"POST", "/organization/projects/p1/archive", ""},
                 "\"First\" (p1) in GET /organization/projects: as the plan found it, but gone\n"},
             row{{"DELETE", "/organization/groups/g1", ""},
                 "\"One\" (g1) in GET /organization/groups: as the plan found it, but gone\n"},
         }) {
      CAPTURE(r.by_others.target);
      world w(state);
      const plan::plan made = saved(w);
      w.meanwhile(r.by_others.method, r.by_others.target, r.by_others.body);
      const std::size_t writes = w.writes();
      const testing::saved_result result = w.apply_saved(made);
      CHECK(result.outcome.empty());
      CHECK(w.writes() == writes);
      INFO(result.words(made));
      CHECK(result.words(made).find(r.said) != std::string::npos);
    }
  }

  TEST_CASE("what others change elsewhere does not void a plan") {
    for (const edit& e :
         {edit{"POST", "/organization/roles/role_other", R"({"permissions": ["y"]})"},
          edit{"POST", "/organization/roles", R"({"role_name": "Unheard", "permissions": []})"},
          edit{"POST", "/organization/groups", R"({"name": "Unheard"})"},
          edit{"DELETE", "/organization/groups/g3", ""},
          edit{"POST", "/organization/groups/g2/users", R"({"user_id": "user-bob"})"},
          edit{"POST", "/organization/projects/p2/archive", ""},
          edit{"POST", "/organization/projects", R"({"name": "Third"})"}}) {
      CAPTURE(e.target);
      world w(state);
      const plan::plan made = saved(w);
      w.meanwhile(e.method, e.target, e.body);
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      CHECK(result.applied());
      CHECK(w.plan(testing::policy_of(wanted)).made.operations.empty());
    }
  }

  TEST_CASE("a change that somebody else has made already counts as made, and is not made again") {
    for (const edit& e :
         {edit{"POST", "/organization/roles/role_a", R"({"permissions": ["p", "r"]})"},
          edit{"POST", "/organization/roles/role_b", R"({"role_name": "Bright"})"},
          edit{"POST", "/organization/roles", R"({"role_name": "New", "permissions": ["n"]})"},
          edit{"POST", "/organization/groups", R"({"name": "Fresh"})"},
          edit{"POST", "/organization/groups/g1/users", R"({"user_id": "user-ada"})"},
          edit{"DELETE", "/organization/groups/g1/users/user-bob", ""}}) {
      CAPTURE(e.target);
      world w(state);
      const plan::plan made = saved(w);
      w.meanwhile(e.method, e.target, e.body);
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      REQUIRE(result.applied());
      CHECK(std::ranges::count(result.outcome, plan::outcome::already, &plan::step::is) == 1);
      CHECK(w.duplicates().empty());
      CHECK(w.plan(testing::policy_of(wanted)).made.operations.empty());
    }
  }

  TEST_CASE(
      "of a role that others changed as the plan would, the names still change hands by way of another") {
    const model::policy swap =
        testing::policy_of("version: 1\nmanage: additive\nroles:\n"
                           "  Alpha: {id: role_b, previously: [Beta], permissions: [p, q, r]}\n"
                           "  Beta: {id: role_a, previously: [Alpha], permissions: [p]}\n");
    world w(state);
    const plan::plan made = w.plan(swap).made;
    REQUIRE(made.operations.size() == 4); // one bears another name meanwhile, and is changed besides
    w.meanwhile("POST", "/organization/roles/role_b", R"({"permissions": ["p", "q", "r"]})");
    const testing::saved_result result = w.apply_saved(made);
    INFO(result.words(made));
    CHECK(result.applied());
    CHECK(std::ranges::count(result.outcome, plan::outcome::already, &plan::step::is) == 1);
    CHECK(w.plan(swap).made.operations.empty());
    const std::size_t writes = w.writes();
    CHECK(w.apply_saved(made).applied());
    CHECK(w.writes() == writes);
  }

  // Covers F41.
  TEST_CASE("a plan that does not say for which organization it is is made, and not applied when saved") {
    world w(state);
    w.hide_organization();
    const plan::plan made = saved(w);
    REQUIRE_FALSE(made.organization);
    const std::size_t requests = w.machine.log().size();
    const testing::saved_result result = w.apply_saved(made);
    CHECK(result.said == "rolecall: the plan does not say for which organization it is, because the server "
                         "did not; it can be shown, not applied. Nothing was changed.\n");
    CHECK(result.code == cli::exit_code::invalid);
    CHECK(w.machine.log().size() == requests);
    CHECK(w.apply(testing::policy_of(wanted)).applied()); // which needs no word on it
  }

  // Covers F41.
  TEST_CASE(
      "where the server does not say whose the key is, nothing is done for an organization that is named") {
    world w(state);
    const plan::plan made = saved(w);
    w.hide_organization();
    const std::size_t requests = w.machine.log().size();
    const testing::saved_result result = w.apply_saved(made);
    CHECK(result.said ==
          "rolecall: the plan is for organization \"org-1\", but the server does not say to "
          "which one the admin key belongs; nothing else was read, and nothing was changed.\n");
    CHECK(result.code == cli::exit_code::invalid);
    CHECK(w.machine.log().size() == requests + 1);
    const testing::run_result run = w.apply(testing::policy_of("organization: org-1\n" + wanted));
    CHECK(run.words().find("this policy is for organization \"org-1\", but the server does not say to which "
                           "one the admin key belongs") != std::string::npos);
    CHECK(run.code == cli::exit_code::invalid);
    CHECK(w.machine.log().size() == requests + 2);
  }

  TEST_CASE("a plan that lowers the number of owners holds only while those whom it leaves are owners") {
    const std::string owners = R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]},
                {"id": "user-eve", "email": "eve@example.com"}],
      "groups": [{"id": "g1", "name": "One", "members": ["user-eve"], "roles": ["owner"]}]})";
    const std::string lower = "version: 1\nmanage: {grants: authoritative}\n"
                              "users:\n  ada@example.com: {roles: [owner]}\n";
    for (const edit& e : {edit{"POST", "/organization/users/user-ada", R"({"role": "reader"})"},
                          edit{"DELETE", "/organization/groups/g1/users/user-eve", ""}}) {
      CAPTURE(e.target);
      world w(owners);
      const plan::plan made = w.plan(testing::policy_of(lower)).made;
      REQUIRE(made.operations.size() == 1);
      w.meanwhile(e.method, e.target, e.body);
      const std::size_t writes = w.writes();
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      CHECK(result.drift.size() == 1);
      CHECK(w.writes() == writes);
    }
    world w(owners);
    const plan::plan made = w.plan(testing::policy_of(lower)).made;
    w.meanwhile("POST", "/organization/groups", R"({"name": "Unheard"})");
    CHECK(w.apply_saved(made).applied());
    CHECK(w.apply_saved(made).applied()); // its own removal is no drift
  }

  TEST_CASE("who became an owner keeps his roles in projects, whatever a plan of before says") {
    const std::string before = R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com"}],
      "groups": [{"id": "g1", "name": "One", "members": ["user-ada"], "roles": ["owner"]},
                 {"id": "g2", "name": "Two", "members": ["user-bob"]}],
      "projects": [{"id": "p1", "name": "First", "users": [{"user": "user-bob", "roles": ["viewer"]}]}]})";
    const std::string none = "version: 1\nmanage: additive\nprojects:\n"
                             "  First: {manage: {grants: authoritative}, users: {}}\n";
    for (const edit& e : {edit{"POST", "/organization/users/user-bob", R"({"role": "owner"})"},
                          edit{"POST", "/organization/groups/g1/users", R"({"user_id": "user-bob"})"}}) {
      CAPTURE(e.target);
      world w(before);
      const plan::plan made = w.plan(testing::policy_of(none)).made;
      REQUIRE_FALSE(made.operations.empty());
      w.meanwhile(e.method, e.target, e.body);
      const std::size_t writes = w.writes();
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      CHECK_FALSE(result.drift.empty());
      CHECK(w.writes() == writes);
    }
    world w(before);
    const plan::plan made = w.plan(testing::policy_of(none)).made;
    CHECK(w.apply_saved(made).applied());
    CHECK(w.apply_saved(made).applied());
  }

  TEST_CASE("who joins a group meanwhile does not get the role that a plan gives it") {
    world w(state);
    const plan::plan made =
        w.plan(testing::policy_of("version: 1\nmanage: {members: authoritative, grants: additive}\n"
                                  "roles: {Other: {create: false}}\n"
                                  "groups:\n  Two: {members: [eve@example.com], roles: [Other]}\n"))
            .made;
    REQUIRE(made.operations.size() == 1);
    w.meanwhile("POST", "/organization/groups/g2/users", R"({"user_id": "user-bob"})");
    const std::size_t writes = w.writes();
    const testing::saved_result result = w.apply_saved(made);
    CHECK(result.words(made).find("(user-bob) in GET /organization/groups/g2/users: not there, but there") !=
          std::string::npos);
    CHECK(w.writes() == writes);
  }

  TEST_CASE("who is to join a group does not get what the group was given, or its roles came to permit, "
            "meanwhile") {
    const std::string one_more =
        "version: 1\nmanage: {members: authoritative, grants: authoritative}\nroles: {Alpha: {create: "
        "false}}\n"
        "groups:\n  One: {members: [bob@example.com, eve@example.com], roles: [Alpha]}\n";
    for (const edit& e : {edit{"POST", "/organization/groups/g1/roles", R"({"role_id": "role_other"})"},
                          edit{"DELETE", "/organization/groups/g1/roles/role_a", ""},
                          edit{"POST", "/organization/roles/role_a", R"({"permissions": ["p", "z"]})"}}) {
      CAPTURE(e.target);
      world w(state);
      const plan::plan made = w.plan(testing::policy_of(one_more)).made;
      REQUIRE(made.operations.size() == 1);
      w.meanwhile(e.method, e.target, e.body);
      const std::size_t writes = w.writes();
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      CHECK(result.drift.size() == 1);
      CHECK(w.writes() == writes);
    }
    world w(state);
    const plan::plan made = w.plan(testing::policy_of(one_more)).made;
    w.meanwhile("POST", "/organization/roles/role_other", R"({"permissions": ["y"]})");
    CHECK(w.apply_saved(made).applied());
    CHECK(w.apply_saved(made).applied()); // what it has done itself is no drift
  }

  TEST_CASE("what moves between two writes fails as moved, what depends on it is skipped, the rest is done") {
    struct row {
      edit by_others;
      std::string said;
    };
    for (const row& r : {row{{"DELETE", "/organization/groups/g1", ""},
                             "moved: it, or what it needs, is not there any more"},
                         row{{"DELETE", "/organization/roles/role_b", ""}, "moved: "}}) {
      CAPTURE(r.by_others.target);
      world w(state);
      const plan::plan made = saved(w);
      w.after_write(1, [&] { w.meanwhile(r.by_others.method, r.by_others.target, r.by_others.body); });
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      REQUIRE(result.drift.empty());
      CHECK_FALSE(result.applied());
      CHECK(result.words(made).find(r.said) != std::string::npos);
      CHECK(std::ranges::count(result.outcome, plan::outcome::done, &plan::step::is) > 0);
    }
  }

  // Covers F33.
  TEST_CASE("before a role is overwritten long after it was looked at, it is looked at again") {
    for (const bool of_policy : {false, true}) {
      CAPTURE(of_policy);
      world w(state);
      const plan::plan made = saved(w);
      w.add_fault("429=retry-after:120@DELETE /organization/groups/*/users/*#1");
      w.after_write(
          1, [&] { w.meanwhile("POST", "/organization/roles/role_a", R"({"permissions": ["p", "z"]})"); });
      testing::saved_result result;
      if (of_policy)
        result.outcome = w.apply(testing::policy_of(wanted)).outcome;
      else
        result = w.apply_saved(made);
      INFO(result.words(made));
      CHECK(result.words(made).find(
                "role[\"Alpha\"]: failed moved: it is now a role \"Alpha\" with permissions [p, z]") !=
            std::string::npos);
      const auto overwritten = std::ranges::find_if(w.machine.log(), [](const emulator::logged_request& r) {
        return r.target == "/v1/organization/roles/role_a" && r.body.find("\"r\"") != std::string::npos;
      });
      CHECK(overwritten == w.machine.log().end());
    }
  }
}
