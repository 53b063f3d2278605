#include "journal/folder.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// Two things that go wrong at once.

using namespace rolecall;
using base::memory_store;
using testing::policy_of;
using testing::world;

namespace {

std::size_t open_journals(memory_store& disk) {
  const auto found =
      journal::find_open(disk, std::string(testing::state_folder) + "/journal", testing::journal_api);
  return std::get<journal::open_journals>(found).open.size();
}

/// An apply that is killed once the server has got its first write.
void die_at_first_write(world& w, const model::policy& policy) {
  struct killed {};
  w.at_each_request = [&] {
    if (w.writes() > 0) throw killed();
  };
  CHECK_THROWS_AS(w.apply(policy), killed);
  w.at_each_request = nullptr;
}

} // namespace

TEST_SUITE("whole") {
  TEST_CASE("an owner who cannot lose the role and perhaps was made a reader instead stays in doubt, in the "
            "journal too") {
    world w(R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["owner", "reader"]}]})");
    memory_store disk;
    w.keep_journals(disk);
    w.add_fault("400@DELETE /organization/users/*/roles/*");
    w.add_fault("500=late:200000@POST /organization/users/*");
    const auto run = w.apply(policy_of("version: 1\nmanage: {grants: authoritative}\n"
                                       "users:\n  bob@example.com: {roles: [reader]}\n"));
    INFO(run.words());
    CHECK(run.count(plan::outcome::unknown) == 1);
    CHECK(open_journals(disk) == 1);
  }

  TEST_CASE("a project that may still come is waited for, though its list cannot be read at first") {
    for (const bool hurt : {false, true}) {
      CAPTURE(hurt);
      world w(R"({"organization": {"id": "org-1"},
        "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]}]})");
      memory_store disk;
      w.keep_journals(disk);
      w.add_fault("drop=late:28000@POST /organization/projects#1");
      const auto policy = policy_of("version: 1\nmanage: additive\nprojects: {First: {create: true}}\n");
      die_at_first_write(w, policy);
      if (hurt) w.add_fault("500@GET /organization/projects#5");
      const auto next = w.apply(policy);
      INFO(next.words());
      w.wait(std::chrono::minutes(2));
      CHECK(w.apply(policy).applied());
      CHECK(w.duplicates() == testing::lines());
      CHECK(w.writes() == 1);
      CHECK(open_journals(disk) == 0);
    }
  }

  TEST_CASE("a change that may still come when the deadline has, stays in doubt") {
    world w(R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]}]})");
    memory_store disk;
    w.keep_journals(disk);
    w.add_fault("drop=late:28000@POST /organization/projects#1");
    const auto policy = policy_of("version: 1\nmanage: additive\nprojects: {First: {create: true}}\n");
    die_at_first_write(w, policy);
    w.give_time(std::chrono::seconds(5));
    CHECK_FALSE(w.apply(policy).applied());
    CHECK(open_journals(disk) == 1);
    w.give_time(std::chrono::hours(1));
    CHECK(w.apply(policy).applied());
    CHECK(w.writes() == 1);
    CHECK(open_journals(disk) == 0);
  }

  TEST_CASE("who was made a member by others just before he would be one in passing stays one") {
    world w(R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "user-bob", "email": "bob@example.com", "roles": ["reader"]}],
      "projects": [{"id": "p1", "name": "First"}]})");
    memory_store disk;
    w.keep_journals(disk);
    w.set("nonmember_role=400");
    bool met = false;
    w.at_each_request = [&] {
      if (met || w.writes() < 2) return; // a role is made, its grant refused
      const testing::lines read = w.reads();
      if (read.back().find("/projects/p1/roles?") == std::string::npos) return;
      met = true;
      w.meanwhile("POST", "/organization/projects/p1/users", R"({"user_id": "user-bob", "role": "member"})");
    };
    const auto run =
        w.apply(policy_of("version: 1\nmanage: additive\nproject_roles: {Steward: {permissions: [p]}}\n"
                          "projects:\n  First: {users: {bob@example.com: [Steward]}}\n"));
    INFO(run.words());
    REQUIRE(met);
    CHECK(run.applied());
    const testing::lines held = w.access();
    CHECK(std::ranges::count_if(held, [](const std::string& l) { return l.starts_with("user-bob in p1"); }) ==
          2);
    CHECK(open_journals(disk) == 0);
  }

  TEST_CASE("a chain of operations as long as a plan may be ends with its first one") {
    world w(R"({"organization": {"id": "org-1"},
      "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]}]})");
    plan::plan made;
    made.organization = "org-1";
    for (std::size_t i = 0; i < 100'000; ++i) {
      const std::string name = "G" + std::to_string(i);
      plan::operation op;
      op.at = model::address() / model::address_part{"group", {name, {}}};
      op.what = plan::create_group{name};
      if (i > 0) op.after.push_back({i - 1, plan::wait_reason::uses});
      made.operations.push_back(op);
    }
    w.add_fault("400@POST /organization/groups");
    const auto result = w.apply_saved(made);
    CHECK(std::ranges::count(result.outcome, plan::outcome::skipped, &plan::step::is) == 99'999);
    CHECK(w.writes() == 1);
  }
}
