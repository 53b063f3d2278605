#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// What a run does about the debts and doubts of earlier ones: whose they are, who pays, and what stays open.

using namespace rolecall;
using base::memory_store;
using testing::journals;
using testing::policy_of;
using testing::world;

namespace {

struct gone {};

/// Alan and Grace are to be stewards and no members, and only members may have roles in a project.
std::string state_of(const std::string& organization) {
  return R"({"organization": {"id": ")" + organization + R"(", "name": "Example"},
    "users": [{"id": "ada", "email": "ada@example.com", "roles": ["owner"]},
              {"id": "alan", "email": "alan@example.com"}, {"id": "grace", "email": "grace@example.com"}],
    "groups": [{"id": "team", "name": "Team"}],
    "projects": [{"id": "checkout", "name": "Checkout",
                  "roles": [{"id": "steward", "name": "Steward", "permissions": ["api.model.read"]}]}]})";
}

/// `more`: what Alan has beside; a line of YAML each for the other parts.
model::policy stewards(const std::string& more = {}, const std::string& rest = {}) {
  return policy_of(
      "version: 1\nmanage: additive\nproject_roles: {Steward: {permissions: [api.model.read]}}\n" + rest +
      "projects:\n  Checkout:\n    users: {alan@example.com: [Steward" + more +
      "], grace@example.com: [Steward]}\n");
}

bool is_member(const world& w, const std::string& user) {
  return std::ranges::count(w.access(),
                            user + " in checkout: role-api-project-member__api-project__checkout") > 0;
}

/// A run that dies when both are members in passing.
void die_with_two_debts(world& w, memory_store& disk) {
  w.set("nonmember_role=400");
  w.keep_journals(disk);
  const auto dies = [&] {
    if (is_member(w, "alan") && is_member(w, "grace")) throw gone();
  };
  w.at_each_request = dies;
  disk.before = [&](std::string_view, const std::string&) -> std::optional<base::store_failure> {
    dies();
    return std::nullopt;
  };
  CHECK_THROWS_AS(w.apply(stewards()), gone);
  w.at_each_request = nullptr;
  disk.before = nullptr;
  REQUIRE(is_member(w, "alan"));
  REQUIRE(is_member(w, "grace"));
}

std::size_t open_ones(memory_store& disk) {
  const std::vector<journal::run> all = journals(disk);
  return static_cast<std::size_t>(std::ranges::count_if(all, journal::is_open));
}

std::size_t unpaid(memory_store& disk) {
  std::size_t out = 0;
  for (const journal::run& of : journals(disk)) out += journal::unpaid(of).size();
  return out;
}

std::size_t owed(const testing::run_result& run) {
  std::size_t out = 0;
  for (const apply::settlement& past : run.past) out += past.owed.size();
  return out;
}

} // namespace

TEST_SUITE("whole") {
  // Covers F38.
  TEST_CASE("every debt of a run that died is paid by the next, and its journal is closed") {
    world w(state_of("org-a"));
    memory_store disk;
    die_with_two_debts(w, disk);
    const testing::run_result next = w.apply(stewards());
    INFO(next.words());
    CHECK(owed(next) == 2);
    CHECK(next.applied());
    CHECK_FALSE(is_member(w, "alan"));
    CHECK_FALSE(is_member(w, "grace"));
    CHECK(open_ones(disk) == 0);
    CHECK(w.apply(stewards()).past.empty());
  }

  // Covers F38.
  TEST_CASE("what the policy gives by now is no debt any more, and is not taken back") {
    world w(state_of("org-a"));
    memory_store disk;
    die_with_two_debts(w, disk);
    const testing::run_result next = w.apply(stewards(", member"));
    INFO(next.words());
    CHECK(owed(next) == 2);
    CHECK(next.applied());
    CHECK(is_member(w, "alan"));
    CHECK_FALSE(is_member(w, "grace"));
    CHECK(open_ones(disk) == 0);
    CHECK(unpaid(disk) == 0);
    CHECK(w.apply(stewards(", member")).past.empty());
  }

  // Covers F38.
  TEST_CASE("where the policy gives all that is owed the journal is closed, though nothing is to be done") {
    world w(state_of("org-a"));
    memory_store disk;
    die_with_two_debts(w, disk);
    w.meanwhile("POST", "/projects/checkout/users/alan/roles", R"({"role_id": "steward"})");
    w.meanwhile("POST", "/projects/checkout/users/grace/roles", R"({"role_id": "steward"})");
    const model::policy both = policy_of(
        "version: 1\nmanage: additive\nproject_roles: {Steward: {permissions: [api.model.read]}}\nprojects:\n"
        "  Checkout:\n    users: {alan@example.com: [Steward, member], grace@example.com: [Steward, "
        "member]}\n");
    const std::size_t writes = w.writes();
    const testing::run_result next = w.apply(both);
    CHECK(next.made.operations.empty());
    CHECK(w.writes() == writes);
    CHECK(unpaid(disk) == 0);
    CHECK(open_ones(disk) == 0);
    CHECK(w.apply(both).past.empty());
  }

  // Covers F38.
  TEST_CASE("a debt that cannot be paid stays open for the run after the next, and the other one is closed") {
    world w(state_of("org-a"));
    memory_store disk;
    die_with_two_debts(w, disk);
    w.add_fault("403@DELETE /projects/checkout/users/grace/roles/*");
    const testing::run_result next = w.apply(stewards());
    INFO(next.words());
    CHECK_FALSE(next.applied());
    CHECK_FALSE(is_member(w, "alan"));
    CHECK(is_member(w, "grace"));
    CHECK(unpaid(disk) == 1);
    CHECK(open_ones(disk) == 1);
    w.machine.clear_faults();
    const testing::run_result after = w.apply(stewards());
    CHECK(owed(after) == 1);
    CHECK(after.applied());
    CHECK_FALSE(is_member(w, "grace"));
    CHECK(unpaid(disk) == 0);
    CHECK(open_ones(disk) == 0);
  }

  // Covers F38.
  TEST_CASE("a run of another part takes back nothing, and leaves the debts to one of this part") {
    world w(state_of("org-a"));
    memory_store disk;
    die_with_two_debts(w, disk);
    w.take_only({"group[*]"});
    const model::policy policy = stewards({}, "groups: {Desk: {}}\n");
    const testing::run_result next = w.apply(policy);
    INFO(next.words());
    CHECK(next.applied());
    CHECK(next.made.operations.size() == 1);
    CHECK(is_member(w, "alan"));
    CHECK(unpaid(disk) == 2);
    w.take_only({});
    CHECK(w.apply(policy).applied());
    CHECK_FALSE(is_member(w, "alan"));
    CHECK_FALSE(is_member(w, "grace"));
    CHECK(open_ones(disk) == 0);
  }

  // Covers F40.
  TEST_CASE("the open journal of another organization at the same server is left alone, to the byte") {
    world w(state_of("org-a"));
    memory_store disk;
    die_with_two_debts(w, disk);
    const auto paths = disk.paths();
    std::vector<std::string> then;
    for (const std::string& path : paths) then.push_back(*disk.find(path));

    world other(state_of("org-b"));
    other.keep_journals(disk);
    const testing::run_result there = other.apply(stewards());
    INFO(there.words());
    CHECK(there.past.empty());
    CHECK(there.said.find("did not end") == std::string::npos);
    CHECK(other.plan(stewards()).said.find("did not end") == std::string::npos);
    for (std::size_t i = 0; i < paths.size(); ++i) {
      CAPTURE(paths[i]);
      const bool is_journal = paths[i].find("journal") != std::string::npos;
      CHECK((!is_journal || *disk.find(paths[i]) == then[i]));
    }
    CHECK(w.plan(stewards()).said.find("did not end") != std::string::npos);
    CHECK(w.apply(stewards()).applied());
    CHECK(open_ones(disk) == 0);
  }
}
