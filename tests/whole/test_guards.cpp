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
        "roles": [{"id": "role_a", "name": "Org Admin", "permissions": ["api.management.read"]},
                  {"id": "role_b", "name": "Second", "permissions": ["api.management.read"]}],
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
