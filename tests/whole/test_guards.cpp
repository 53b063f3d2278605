#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// A guard knows what it judges: nothing is let through because nobody read it.

using namespace rolecall;
using testing::policy_of;
using testing::world;

namespace {

/// Names of the guards that have something to say, lifted or not. In this world --min-owners and --lock-out
/// lift theirs.
std::string guards_of(const testing::run_result& run) {
  std::string out;
  for (const plan::guard_result& g : run.made.guards) out += (out.empty() ? "" : " ") + g.name;
  return out;
}

std::string ends_rights_of(const testing::run_result& run) {
  std::string out;
  for (const plan::ended_right& of : run.made.ends_rights_of) out += (out.empty() ? "" : " ") + of.shown;
  return out;
}

bool asks_whose_key_it_is(const world& w) {
  return std::ranges::any_of(w.reads(), [](const std::string& target) {
    return target.find("admin_api_keys") != std::string::npos;
  });
}

/// ada, whose key it is, administers the organization through the group Admins only; bob is an owner.
const std::string by_group = R"({"organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["reader"]},
            {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]}],
  "roles": [{"id": "role_a", "name": "Org Admin", "permissions": ["api.management.read", "api.management.write"]}],
  "admin_keys": [{"id": "key_1", "name": "ci", "owner": "user-ada"}],
  "groups": [{"id": "g1", "name": "Admins", "members": ["user-ada"], "roles": ["Org Admin"]}]})";

/// The same by a role of her own.
const std::string by_herself = R"({"organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["reader", "Org Admin"]},
            {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]}],
  "admin_keys": [{"id": "key_1", "name": "ci", "owner": "user-ada"}],
  "roles": [{"id": "role_a", "name": "Org Admin", "permissions": ["api.management.read", "api.management.write"]}]})";

/// ada is in both groups, and both hold Alpha.
const std::string alphas = R"({"organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["reader"]},
            {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]}],
  "roles": [{"id": "role_a", "name": "Alpha", "permissions": ["api.groups.read", "api.groups.write"]}],
  "groups": [{"id": "g1", "name": "Break Glass", "members": ["user-ada"], "roles": ["Alpha"]},
             {"id": "g2", "name": "Other", "members": ["user-ada", "user-bob"], "roles": ["Alpha"]}]})";

testing::run_result planned(world& w, const std::string& rest) {
  testing::run_result run = w.plan(policy_of("version: 1\n" + rest));
  INFO(run.words());
  CHECK(run.planned());
  CHECK(run.made.complete());
  return run;
}

} // namespace

TEST_SUITE("whole") {
  TEST_CASE(
      "who applies a plan is told that his group loses what lets him administer, members written or not") {
    const auto judge = [](const std::string& state, const std::string& rest) {
      CAPTURE(rest);
      world w(state);
      const testing::run_result run = planned(w, rest);
      CHECK(guards_of(run).find("lock-out") != std::string::npos);
      CHECK(ends_rights_of(run) == "ada@example.com");
      CHECK(asks_whose_key_it_is(w));
    };
    judge(by_group,
          "manage: authoritative\nroles: {Org Admin: {create: false}}\ngroups: {Admins: {roles: []}}\n");
    for (const std::string& state : {by_group, by_herself}) {
      judge(state, "manage: additive\nroles: {Org Admin: {permissions: [api.groups.read]}}\n");
      judge(state, "manage: {roles: authoritative}\nroles: {}\n");
    }
  }

  TEST_CASE("who administers the organization in another way as well is not told that he is locked out") {
    for (
        const char* other :
        {R"("roles": ["owner"]}], "groups": [)", R"("roles": ["Second"]}], "groups": [)",
         R"("roles": []}], "groups": [{"id": "g2", "name": "Others", "members": ["user-ada"], "roles": ["Org Admin"]}, )"}) {
      CAPTURE(std::string(other));
      world w(
          R"({"organization": {"id": "org-1"}, "admin_keys": [{"id": "key_1", "name": "ci", "owner": "user-ada"}],
        "roles": [{"id": "role_a", "name": "Org Admin", "permissions": ["api.management.write"]},
                  {"id": "role_b", "name": "Second", "permissions": ["api.management.write"]}],
        "users": [{"id": "user-ada", "email": "ada@example.com", )" +
          std::string(other) +
          R"({"id": "g1", "name": "Admins", "members": ["user-ada"], "roles": ["Org Admin"]}]})");
      const testing::run_result run = planned(
          w, "manage: additive\nroles: {Org Admin: {create: false}}\ngroups:\n  Admins: {roles: [], manage: "
             "authoritative}\n");
      CHECK(run.made.operations.size() == 1);
      CHECK(guards_of(run) == "");
      CHECK(ends_rights_of(run) == "");
      CHECK_FALSE(asks_whose_key_it_is(w));
    }
  }

  TEST_CASE("a protected group keeps what its roles allow, whoever reads them") {
    const std::string rest = "manage: additive\nguards: {protect: {groups: [Break Glass]}}\n"
                             "roles:\n  Alpha: {permissions: [api.groups.read]}\n";
    world w(alphas);
    const testing::run_result run = w.apply(policy_of("version: 1\n" + rest));
    CHECK(guards_of(run) == "protect");
    CHECK(w.writes() == 0);
  }

  TEST_CASE("a protected user loses nothing through a group whose members nobody wrote down") {
    const std::string protect = "guards: {protect: {users: [ada@example.com]}}\n";
    for (const char* rest :
         {"manage: additive\nroles: {Alpha: {permissions: [api.groups.read]}}\n",
          "manage: {roles: authoritative}\nroles: {}\n",
          "manage: authoritative\nroles: {Alpha: {create: false}}\ngroups: {Break Glass: {roles: []}, "
          "Other: {roles: []}}\n"}) {
      CAPTURE(rest);
      world w(alphas);
      const testing::run_result run = w.apply(policy_of("version: 1\n" + protect + rest));
      CHECK(guards_of(run).find("protect") != std::string::npos);
      CHECK(w.writes() == 0);
    }
    world kept(alphas);
    CHECK(guards_of(kept.apply(policy_of("version: 1\n" + protect +
                                         "manage: authoritative\nroles: {Alpha: {create: false}}\n"
                                         "groups: {Break Glass: {roles: []}, Other: {roles: [Alpha]}}\n"))) ==
          "");
    CHECK(kept.writes() == 1);
  }

  TEST_CASE("where what a guard must know is refused, the plan is not complete and nothing is changed") {
    for (const char* list :
         {"/organization/groups/*/users", "/organization/groups/*/roles", "/organization/groups"}) {
      CAPTURE(list);
      world w(alphas);
      w.add_fault("403@GET " + std::string(list));
      const testing::run_result run =
          w.apply(policy_of("version: 1\nmanage: additive\nguards: {protect: {users: [ada@example.com]}}\n"
                            "roles: {Alpha: {permissions: [api.groups.read]}}\n"));
      CHECK_FALSE(run.made.complete());
      CHECK(w.writes() == 0);
    }
  }

  TEST_CASE("a service account is no owner to be left with") {
    world w(R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]},
                {"id": "user-svc", "name": "robot", "is_service_account": true, "roles": ["owner"]}]})");
    const testing::run_result run = planned(w, "manage: {grants: authoritative}\nusers:\n"
                                               "  bob@example.com: {roles: [reader]}\n"
                                               "  ada@example.com: {roles: [owner]}\n");
    CHECK(guards_of(run).find("min-owners") != std::string::npos);
  }

  TEST_CASE("guards cost the plans of the examples nothing") {
    const auto calls = [](const testing::example& of) {
      world w(of.state);
      const testing::run_result run = w.plan(of.policy);
      CHECK(run.planned());
      return w.reads().size();
    };
    CHECK(calls(testing::example_named("people")) == 30);
    CHECK(calls(testing::enterprise()) == 442);
  }
}
