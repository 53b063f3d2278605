#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <map>

// Renames, also where names change hands, and stopped after any request: everybody keeps what he holds.

using namespace rolecall;
using testing::policy_of;
using testing::world;

namespace {

using names_by_id = std::map<std::string, std::string>;

names_by_id names_of(const world& w) {
  names_by_id out;
  for (const emulator::role& role : w.machine.organization().access.roles) {
    if (!role.predefined) out[role.id] = role.name;
  }
  for (const emulator::group& group : w.machine.organization().groups) out[group.id] = group.name;
  return out;
}

const std::string state = R"({"organization": {"id": "org-example", "name": "Example"},
  "users": [{"id": "ada", "email": "ada@example.com", "roles": ["owner", "A", "B"]},
            {"id": "alan", "email": "alan@example.com", "roles": ["reader", "B", "C"]}],
  "roles": [{"id": "role_1", "name": "A", "permissions": ["api.usage.read"]},
            {"id": "role_2", "name": "B", "permissions": ["api.groups.read"]},
            {"id": "role_3", "name": "C", "permissions": ["api.model.read"]}],
  "groups": [{"id": "group_1", "name": "A", "members": ["ada"], "roles": ["A"]},
             {"id": "group_2", "name": "B", "members": ["alan"], "roles": ["B"]},
             {"id": "group_3", "name": "C", "members": ["ada", "alan"], "roles": ["C"]}]})";

/// Thing N bears `letters[N - 1]` after it; before it A, B, C.
model::policy names_become(const std::string& letters) {
  const std::vector<std::string> before{"A", "B", "C"};
  const std::vector<std::string> allows{"api.usage.read", "api.groups.read", "api.model.read"};
  std::string roles = "roles:\n";
  std::string groups = "groups:\n";
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const std::string entry = "  " + letters.substr(i, 1) + ": {id: ";
    const std::string number = std::to_string(i + 1);
    const std::string old = letters.substr(i, 1) == before[i] ? "" : ", previously: [" + before[i] + "]";
    roles += entry + "role_" + number + old + ", permissions: [" + allows[i] + "]}\n";
    groups += entry + "group_" + number + old + "}\n";
  }
  return policy_of("version: 1\nmanage: authoritative\n" + roles + groups);
}

names_by_id names_after(const std::string& letters) {
  names_by_id out;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    out["role_" + std::to_string(i + 1)] = letters.substr(i, 1);
    out["group_" + std::to_string(i + 1)] = letters.substr(i, 1);
  }
  return out;
}

} // namespace

TEST_SUITE("whole") {
  // Covers I32.
  TEST_CASE("names change hands, and whenever that is stopped the next run goes on") {
    for (const std::string letters : {"BAC", "BCA", "CAB", "BCD", "CBA"}) {
      CAPTURE(letters);
      const model::policy policy = names_become(letters);
      world calm(state);
      const testing::lines held = calm.access();
      const testing::run_result whole = calm.apply(policy);
      INFO(whole.words());
      REQUIRE(whole.applied());
      CHECK(names_of(calm) == names_after(letters));
      CHECK(calm.access() == held);
      const std::size_t all = calm.machine.log().size();
      CHECK(calm.plan(policy).made.operations.empty());
      for (std::size_t stop = 1; stop < all; ++stop) {
        CAPTURE(stop);
        world w(state);
        w.stop_after(stop);
        w.apply(policy);
        CHECK(w.duplicates().empty());
        w.stop_after(1'000'000);
        const testing::run_result next = w.apply(policy);
        INFO(next.words());
        CHECK(next.applied());
        CHECK(names_of(w) == names_after(letters));
        CHECK(w.access() == held);
        CHECK(w.duplicates().empty());
        CHECK(w.plan(policy).made.operations.empty());
      }
    }
  }

  TEST_CASE("a role that several projects have is renamed in each of them") {
    const std::string in_both = R"("roles": [{"name": "Writer", "permissions": ["api.model.read"]}],
                                   "groups": [{"group": "Team", "roles": ["Writer"]}])";
    world w(R"({"organization": {"id": "org-example", "name": "Example"},
      "groups": [{"id": "team", "name": "Team"}],
      "projects": [{"id": "one", "name": "One", )" +
            in_both + R"(}, {"id": "two", "name": "Two", )" + in_both + "}]}");
    const testing::lines held = w.access();
    const model::policy policy =
        policy_of("version: 1\nmanage: authoritative\n"
                  "project_roles: {Author: {previously: [Writer], permissions: [api.model.read]}}\n"
                  "groups: {Team: {}}\n"
                  "templates:\n  - {match: ['*'], manage: authoritative, groups: {Team: [Author]}}\n");
    const testing::run_result run = w.apply(policy);
    INFO(run.words());
    CHECK(run.applied());
    CHECK(w.written() ==
          testing::lines{R"(POST /projects/one/roles/role_one~writer {"role_name":"Author"})",
                         R"(POST /projects/two/roles/role_two~writer {"role_name":"Author"})"});
    CHECK(w.access() == held);
    CHECK(w.plan(policy).made.operations.empty());
  }

  // Covers F15.
  TEST_CASE("a project whose creation was lost is found again, and not created twice") {
    const model::policy policy = policy_of("version: 1\nmanage: additive\ngroups: {Team: {}}\n"
                                           "projects: {New: {create: true, groups: {Team: [member]}}}\n");
    for (const std::string how : {"500=after", "drop=after", "stall=after", "html", "204", "500=late:9000",
                                  "drop=late:45000", "503"}) {
      CAPTURE(how);
      world w(R"({"organization": {"id": "org-example", "name": "Example"}})");
      w.add_fault(how + "@POST /organization/projects#1");
      w.apply(policy);
      CHECK(w.duplicates().empty());
      const testing::run_result next = w.apply(policy);
      INFO(next.words());
      CHECK(next.applied());
      CHECK(w.duplicates().empty());
      CHECK(w.plan(policy).made.operations.empty());
    }
  }
}
