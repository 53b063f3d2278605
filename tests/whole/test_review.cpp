#include "policy/load.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// What an apply must not do when writes are refused, forbidden or unseen.

using namespace rolecall;
using plan::outcome;
using testing::world;

namespace {

model::policy policy_of(const std::string& yaml) {
  policy::loaded loaded = policy::load({{"rolecall.yaml", yaml}});
  for (const base::diagnostic& d : loaded.diagnostics) MESSAGE(d.message);
  REQUIRE(loaded.policy.has_value());
  return *std::move(loaded.policy);
}

std::map<std::string, plan::step> steps_of(const testing::run_result& run) {
  std::map<std::string, plan::step> out;
  for (std::size_t i = 0; i < run.outcome.size(); ++i) out[run.made.operations[i].at.text()] = run.outcome[i];
  return out;
}

std::ptrdiff_t count(const testing::run_result& run, outcome is) {
  return std::ranges::count(run.outcome, is, &plan::step::is);
}

const std::string bare = R"({"organization": {"id": "org-example", "name": "Example"}})";

} // namespace

TEST_SUITE("whole") {
  TEST_CASE("a first try that came late makes a success of a second one that is refused") {
    const model::policy policy = policy_of("version: 1\nmanage: additive\ngroups:\n  Finance: {roles: [reader]}\n");
    world w(bare);
    w.set("duplicate_name=400");
    w.set("stale_reads=20");
    w.add_fault("500=late:25000@POST /organization/groups#1");
    const testing::run_result run = w.apply(policy);
    INFO(run.words());
    CHECK(run.applied());
    CHECK(w.duplicates().empty());
  }

  TEST_CASE("a key that is revoked in the middle of an apply is not tried again and again") {
    const testing::example of = testing::examples().at(2);
    world w(of.state);
    w.add_fault("401@*~40"); // reading takes fewer
    world calm(of.state);
    const std::size_t reads = (calm.plan(of.policy), calm.reads().size());
    world hurt(of.state);
    hurt.add_fault("401@* *~" + std::to_string(reads + 2));
    const testing::run_result run = hurt.apply(of.policy);
    INFO(run.words());
    REQUIRE(run.planned());
    CHECK(count(run, outcome::not_begun) > 0);
    CHECK(hurt.machine.log().size() <= reads + 2 + 2 * 8);
  }

  TEST_CASE("what went with its group is confirmed by the group being gone") {
    const model::policy policy = policy_of(
        "version: 1\nmanage: authoritative\nroles:\n  Watcher: {permissions: [api.usage.read, api.audit_logs.read]}\ngroups: {}\n");
    world w(R"({"organization": {"id": "org-example", "name": "Example"},
      "roles": [{"id": "role_w", "name": "Watcher", "permissions": ["api.usage.read"]}],
      "groups": [{"id": "group_old", "name": "Old", "roles": ["Watcher"]}]})");
    const testing::run_result run = w.apply(policy);
    INFO(run.words());
    REQUIRE(run.made.operations.size() == 3);
    CHECK(run.applied());
  }

  TEST_CASE("a group that was just made may not be known everywhere yet") {
    const model::policy policy = policy_of("version: 1\nmanage: additive\ngroups:\n  Finance: {roles: [reader]}\n");
    world w(bare);
    w.add_fault("404@POST /organization/groups/*/roles#2");
    const testing::run_result run = w.apply(policy);
    INFO(run.words());
    CHECK(run.applied());
  }
}
