#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

// What happens to the organization between the plan that people agree to and the writes.

using namespace rolecall;
using plan::outcome;
using testing::policy_of;
using testing::world;

namespace {

const std::string state = R"({"organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
            {"id": "user-bob", "email": "bob@example.com", "roles": ["reader"]}],
  "roles": [{"id": "role_a", "name": "Alpha", "permissions": ["p"]},
            {"id": "role_b", "name": "Beta", "permissions": ["b"]}],
  "groups": [{"id": "g1", "name": "One", "members": ["user-ada", "user-bob"]},
             {"id": "g2", "name": "Two", "members": ["user-bob"], "roles": ["Beta"]}],
  "projects": [{"id": "p1", "name": "prod-a"}, {"id": "p2", "name": "other"}]})";

const std::string without_bob =
    "version: 1\nmanage: authoritative\nguards: {protect: {groups: [Break Glass]}}\n"
    "roles: {Alpha: {create: false}, Beta: {create: false}}\n"
    "groups:\n  One: {members: [ada@example.com]}\n  Two: {create: false, roles: [Beta], "
    "members: [bob@example.com]}\n";

const std::string in_production = "version: 1\nmanage: additive\ngroups:\n  Two: {create: false}\n"
                                  "templates:\n  - match: ['prod-*']\n    groups: {Two: [owner]}\n";

const std::string bob_joins =
    "version: 1\nmanage: additive\nroles: {Alpha: {create: false}}\n"
    "groups:\n  Two: {create: false, members: [bob@example.com, ada@example.com]}\n";

const std::string wider = "version: 1\nmanage: additive\nroles: {Alpha: {permissions: [p, r]}}\n";

} // namespace

TEST_SUITE("whole") {
  TEST_CASE(
      "what a change rests on is read again after a long wait for an answer, and another plan not applied") {
    struct row {
      std::string what;
      std::string policy;
      std::function<void(world&)> by_others;
    };
    for (const row& r : {row{"the group became another one", without_bob,
                             [](world& w) {
                               w.meanwhile("POST", "/organization/groups/g1", R"({"name": "Break Glass"})");
                               w.meanwhile("POST", "/organization/groups", R"({"name": "One"})");
                             }},
                         row{"the project became another one", in_production, [](world& w) {
                               w.meanwhile("POST", "/organization/projects/p1", R"({"name": "sandbox"})");
                             }}}) {
      CAPTURE(r.what);
      world w(state);
      std::size_t writes = 0;
      w.at_prompt = [&] {
        r.by_others(w);
        writes = w.writes();
        w.wait(std::chrono::hours(2));
      };
      const testing::run_result run = w.apply(policy_of(r.policy));
      INFO(run.words());
      CHECK(run.made.operations.size() == 1);
      CHECK(run.code == cli::exit_code::stale);
      CHECK(w.writes() == writes);
    }
  }

  TEST_CASE("a plan that was agreed to late is applied where nothing that it rests on has changed") {
    for (const std::string& policy : {without_bob, in_production, bob_joins, wider}) {
      world w(state);
      w.at_prompt = [&] {
        w.meanwhile("POST", "/organization/projects", R"({"name": "unheard"})");
        w.wait(std::chrono::hours(2));
      };
      const testing::run_result run = w.apply(policy_of(policy));
      INFO(run.words());
      CHECK(run.applied());
      CHECK(run.code == cli::exit_code::ok);
      CHECK(w.plan(policy_of(policy)).made.operations.empty());
    }
  }

  TEST_CASE("a list that cannot be read any more after a long wait leaves the plan incomplete, by name") {
    world w(state);
    w.at_prompt = [&] {
      w.add_fault("403@GET /organization/groups/g1/users");
      w.wait(std::chrono::hours(2));
    };
    const testing::run_result run = w.apply(policy_of(without_bob));
    CHECK(run.code == cli::exit_code::incomplete);
    CHECK(run.said.find("GET /organization/groups/g1/users") != std::string::npos);
    CHECK(w.writes() == 0);
  }

  TEST_CASE("a list that is no more after a long wait says that the organization changed") {
    world w(state);
    w.at_prompt = [&] {
      w.meanwhile("DELETE", "/organization/groups/g1");
      w.wait(std::chrono::hours(2));
    };
    CHECK(w.apply(policy_of(without_bob)).code == cli::exit_code::stale);
    CHECK(w.writes() == 1);
  }

  TEST_CASE("a role is looked at again before it is overwritten, however long its turn took to come") {
    for (const bool saved : {false, true}) {
      CAPTURE(saved);
      world w(state);
      const plan::plan made = w.plan(policy_of(wider)).made;
      REQUIRE(made.operations.size() == 1);
      w.add_fault("429=retry-after:600@POST /organization/roles/*#1");
      w.after_write(
          1, [&] { w.meanwhile("POST", "/organization/roles/role_a", R"({"permissions": ["p", "z"]})"); });
      plan::steps outcome;
      if (saved)
        outcome = w.apply_saved(made).outcome;
      else
        outcome = w.apply(policy_of(wider)).outcome;
      REQUIRE(outcome.size() == 1);
      CHECK(outcome.front().is == outcome::failed);
      CHECK(outcome.front().reason == "moved: it is now a role \"Alpha\" with permissions [p, z]");
      CHECK(w.writes() == 2);
    }
  }

  // Covers F33.
  TEST_CASE("a group is looked into again before it is deleted, however long its turn took to come") {
    const std::string without_two = "version: 1\nmanage: authoritative\n"
                                    "roles: {Alpha: {create: false}, Beta: {create: false}}\n"
                                    "groups:\n  One: {members: [ada@example.com, bob@example.com]}\n";
    struct row {
      std::string target;
      std::string body;
    };
    for (const row& r : {row{"/organization/groups/g2/users", R"({"user_id": "user-ada"})"},
                         row{"/organization/groups/g2/roles", R"({"role_id": "role_a"})"}, row{"", ""}}) {
      CAPTURE(r.target);
      world w(state);
      w.add_fault("429=retry-after:600@DELETE /organization/groups/g2#1");
      bool came = false;
      w.at_each_request = [&] {
        const emulator::logged_request* last = w.machine.log().empty() ? nullptr : &w.machine.log().back();
        if (came || !last || last->method != "DELETE" || last->target != "/v1/organization/groups/g2") return;
        came = true;
        if (!r.target.empty()) w.meanwhile("POST", r.target, r.body);
      };
      const testing::run_result run = w.apply(policy_of(without_two));
      INFO(run.words());
      CHECK(came);
      CHECK(run.applied() == r.target.empty());
      CHECK(w.id_of_group("Two").empty() == r.target.empty());
      CHECK((run.words().find("moved: there is now ") == std::string::npos) == r.target.empty());
    }
  }

  TEST_CASE("a role that nobody else has changed is overwritten, however long its turn took to come") {
    world w(state);
    w.add_fault("429=retry-after:600@POST /organization/roles/*#1");
    const testing::run_result run = w.apply(policy_of(wider));
    INFO(run.words());
    CHECK(run.applied());
    CHECK(w.writes() == 2);
  }
}
