#include "planner/standing.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

// Saved plans that end somebody's rights over the organization, while others shift how these are held.

using namespace rolecall;
using testing::world;

namespace {

using edits = std::function<void(world&)>;

std::string owner_id(const world& w) {
  const auto& roles = w.machine.organization().access.roles;
  return std::ranges::find(roles, std::string("owner"), &emulator::role::name)->id;
}

/// A group made by somebody else, with a role and one member.
void make_group(world& w, const std::string& role_id, const std::string& user_id) {
  w.meanwhile("POST", "/organization/groups", R"({"name": "Made meanwhile"})");
  const std::string group = "/organization/groups/" + w.id_of_group("Made meanwhile");
  w.meanwhile("POST", group + "/roles", R"({"role_id": ")" + role_id + "\"}");
  w.meanwhile("POST", group + "/users", R"({"user_id": ")" + user_id + "\"}");
}

void make_reader(world& w, const std::string& user_id) {
  w.meanwhile("POST", "/organization/users/" + user_id, R"({"role": "reader"})");
}

std::set<std::string> persons(world& w, bool owners) {
  const model::organization all = w.read_whole();
  return owners ? planner::owners_in({}, all).before : planner::administrators_in({}, all).before;
}

struct scene {
  std::string state;
  std::string policy;
  edits meanwhile;
};

/// Applies a plan of before to what became of the organization meanwhile; whether it wrote nothing.
bool is_refused(const scene& of, const std::string& behaviour, const std::set<std::string>& stay,
                bool owners) {
  CAPTURE(behaviour);
  world w(of.state);
  w.set(behaviour);
  const testing::run_result planned = w.plan(testing::policy_of(of.policy));
  INFO(planned.words());
  const plan::plan& made = planned.made;
  REQUIRE_FALSE(made.operations.empty());
  of.meanwhile(w);
  const std::set<std::string> before = persons(w, owners);
  for (const std::string& user : stay) REQUIRE(before.contains(user));
  const std::size_t writes = w.writes();
  const testing::saved_result result = w.apply_saved(made);
  INFO(result.words(made));
  const bool refused = w.writes() == writes;
  CHECK(refused == !result.drift.empty());
  const std::set<std::string> after = persons(w, owners);
  for (const std::string& user : stay) {
    CAPTURE(user);
    CHECK(after.contains(user));
  }
  return refused;
}

/// Whether the plan is applied, and is applied again with nothing to do.
bool applies_twice(const std::string& state, const std::string& policy) {
  world w(state);
  w.set("direct_source=self");
  const plan::plan made = w.plan(testing::policy_of(policy)).made;
  REQUIRE_FALSE(made.operations.empty());
  if (!w.apply_saved(made).applied()) return false;
  const std::size_t writes = w.writes();
  const testing::saved_result again = w.apply_saved(made);
  INFO(again.words(made));
  CHECK(again.drift.empty());
  CHECK(w.writes() == writes);
  return again.applied();
}

const std::vector<std::string> behaviours{"inherited=listed", "inherited=hidden", "inherited=unmarked"};

const std::string two_kinds = R"({"organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
            {"id": "user-bob", "email": "bob@example.com"}],
  "groups": [{"id": "g1", "name": "One", "members": ["user-ada"], "roles": ["owner"]}]})";
const std::string two_owners = R"({"organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
            {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]},
            {"id": "user-eve", "email": "eve@example.com"}],
  "groups": [{"id": "g1", "name": "One", "members": ["user-eve"], "roles": ["owner"]}]})";
const std::string custom_roles = R"({"organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
            {"id": "user-bob", "email": "bob@example.com"},
            {"id": "user-eve", "email": "eve@example.com"}],
  "roles": [{"id": "role_admins", "name": "Admins", "permissions": ["api.management.read", "api.management.write"]},
            {"id": "role_more", "name": "More", "permissions": ["api.management.read", "api.management.write"]}],
  "groups": [{"id": "g1", "name": "One", "members": ["user-eve"], "roles": ["Admins"]}]})";

const std::string of_ada = "version: 1\nmanage: {grants: authoritative}\n";

} // namespace

TEST_SUITE("whole") {
  TEST_CASE("a plan that shifts who is an owner is no drift of its own") {
    const std::string both = R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]},
                {"id": "user-eve", "email": "eve@example.com"}],
      "groups": [{"id": "g1", "name": "One", "members": ["user-ada"], "roles": ["owner"]}]})";
    CHECK(applies_twice(both, of_ada + "users:\n  ada@example.com: {roles: []}\n")); // one of her two kinds
    CHECK(applies_twice(both, of_ada + "users:\n  eve@example.com: {roles: [owner]}\n"));
    const std::string plain = R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["owner"]},
                {"id": "user-eve", "email": "eve@example.com"}]})";
    CHECK(applies_twice(plain, of_ada + "users:\n  eve@example.com: {roles: [owner]}\n")); // early, and fewer
    CHECK(applies_twice(both, of_ada + "groups:\n  One: {roles: []}\n"));
  }

  // Covers F33, F35.
  TEST_CASE("an owner of whom only the list of users tells must still be one, where the plan leaves him") {
    const std::string policy = of_ada + "groups:\n  One: {roles: []}\n"; // eve is none any more
    for (const std::string user : {"user-ada", "user-bob"}) {
      world w(two_owners);
      const plan::plan made = w.plan(testing::policy_of(policy)).made;
      REQUIRE_FALSE(made.operations.empty());
      make_reader(w, user);
      const std::size_t writes = w.writes();
      CHECK_FALSE(w.apply_saved(made).drift.empty());
      CHECK(w.writes() == writes);
    }
  }

  // Covers F33, F35.
  TEST_CASE("who keeps one of two ways to be an owner does not lose both, when others ended that one") {
    const std::string policy = of_ada + "users:\n  ada@example.com: {roles: []}\n";
    const std::vector<edits> ends{
        [](world& w) { w.meanwhile("DELETE", "/organization/groups/g1/users/user-ada"); },
        [](world& w) { w.meanwhile("DELETE", "/organization/groups/g1/roles/" + owner_id(w)); },
        [](world& w) { w.meanwhile("DELETE", "/organization/groups/g1"); }};
    for (const edits& end : ends)
      CHECK(is_refused({two_kinds, policy, end}, "direct_source=self", {"user-ada"}, true));
    const edits nothing = [](world&) {};
    CHECK_FALSE(is_refused({two_kinds, policy, nothing}, "direct_source=self", {"user-ada"}, true));
  }

  // Covers F33, F35.
  TEST_CASE("who is an owner by a group that was made meanwhile stays one") {
    const std::string policy = of_ada + "users:\n  ada@example.com: {roles: [owner]}\n";
    for (const std::string& behaviour : behaviours) {
      // By it alone: the list of users tells it, or the plan does not hold any more.
      const edits moved = [](world& w) {
        make_group(w, owner_id(w), "user-ada");
        make_reader(w, "user-ada");
      };
      is_refused({two_owners, policy, moved}, behaviour, {"user-ada"}, true);
      const edits beside = [](world& w) { make_group(w, owner_id(w), "user-bob"); };
      CHECK_FALSE(is_refused({two_owners, policy, beside}, behaviour, {"user-ada", "user-bob"}, true));
    }
  }

  // Covers F33, F35.
  TEST_CASE("an owner who is one by a group alone by now does not go with it") {
    const std::string policy = of_ada + "groups:\n  One: {roles: []}\n";
    const edits joins = [](world& w) {
      w.meanwhile("POST", "/organization/groups/g1/users", R"({"user_id": "user-bob"})");
      make_reader(w, "user-bob");
    };
    for (const std::string& behaviour : behaviours)
      CHECK(is_refused({two_owners, policy, joins}, behaviour, {"user-bob"}, true));
  }

  // Covers F33, F35.
  TEST_CASE(
      "a role that administers the organization no more takes nobody's rights whom the plan does not know") {
    const std::string policy = "version: 1\nmanage: additive\nroles:\n"
                               "  Admins: {permissions: [api.usage.read]}\ngroups:\n  One: {roles: [Admins], "
                               "members: [eve@example.com]}\n";
    const std::vector<edits> grows{
        [](world& w) { make_group(w, "role_admins", "user-bob"); },
        [](world& w) { w.meanwhile("POST", "/organization/groups/g1/users", R"({"user_id": "user-bob"})"); }};
    for (const edits& grow : grows)
      CHECK(is_refused({custom_roles, policy, grow}, "inherited=listed", {"user-bob"}, false));
    const edits elsewhere = [](world& w) { make_group(w, "role_more", "user-bob"); };
    is_refused({custom_roles, policy, elsewhere}, "inherited=listed", {"user-bob"}, false);
  }
}
