#include "journal/run.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

// The clock on the wall is wrong, or is set: nothing waits for it, and what was kept by it is only not used.

using namespace rolecall;
using base::memory_store;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::world;

namespace {

const std::vector<seconds> jumps{hours(-24 * 400), hours(-24 * 8), hours(-1),     seconds(-1),
                                 seconds(1),       hours(1),       hours(24 * 8), hours(24 * 400)};

std::vector<std::string> addresses(const plan::plan& p) {
  std::vector<std::string> out;
  for (const plan::operation& op : p.operations) out.push_back(op.at.text());
  return out;
}

} // namespace

TEST_SUITE("whole") {
  // Covers F36.
  TEST_CASE("what was learned of limits makes no run wait for the clock that was set meanwhile") {
    const testing::example of = testing::example_named("startup");
    http::duration fresh{};
    for (const bool known : {false, true}) { // the first measures what knowing nothing costs
      for (const seconds jump : jumps) {
        CAPTURE(jump.count());
        world w(of.state);
        w.set("rate_limit=2:header");
        if (known) {
          REQUIRE(w.plan(of.policy).planned());
          REQUIRE(w.limited() > 0);
        }
        w.set_calendar(jump);
        const http::time_point start = w.now();
        CHECK(w.plan(of.policy).planned());
        const http::duration took = w.now() - start;
        if (known)
          CHECK(took <= fresh + minutes(1)); // the window that the first plan has used up
        else
          fresh = std::max(fresh, took);
        const http::time_point later = w.now();
        CHECK(w.plan(of.policy).planned());
        CHECK(w.now() - later <= fresh + minutes(1));
      }
    }
  }

  // Covers F36.
  TEST_CASE("an interrupted reading is continued only while the clock says that it is fresh") {
    const testing::example of = testing::example_named("startup");
    world calm(of.state);
    const std::vector<std::string> wanted = addresses(calm.plan(of.policy).made);
    const std::size_t calls = calm.machine.log().size();
    for (const seconds jump : jumps) {
      CAPTURE(jump.count());
      world w(of.state);
      w.stop_after(calls - 3);
      CHECK_FALSE(w.plan(of.policy).planned());
      w.stop_after(std::size_t(-1));
      const std::size_t before = w.machine.log().size();
      w.set_calendar(jump);
      const testing::run_result next = w.plan(of.policy);
      CHECK(addresses(next.made) == wanted);
      const bool continues = w.machine.log().size() - before < calls;
      CHECK(continues == (jump == seconds(1)));
    }
  }

  // Covers F36.
  TEST_CASE("doubts of a run that died are settled in no more time, whatever the clock says then") {
    const std::string state = testing::example_named("documentation").state;
    const model::policy policy =
        testing::policy_of("version: 1\nmanage: additive\ngroups: {Desk: {}, Till: {}}\n");
    for (const seconds jump : jumps) {
      CAPTURE(jump.count());
      world w(state);
      memory_store disk;
      w.keep_journals(disk);
      struct gone {};
      w.add_fault("drop=before@POST /organization/groups");
      w.at_each_request = [&] {
        const auto all = w.written();
        const auto is_group = [](const std::string& line) {
          return line.starts_with("POST /organization/groups {");
        };
        if (std::ranges::any_of(all, is_group)) throw gone();
      };
      CHECK_THROWS_AS(w.apply(policy), gone);
      w.at_each_request = nullptr;
      w.machine.clear_faults();
      w.set_calendar(jump);
      const http::time_point start = w.now();
      const testing::run_result next = w.apply(policy);
      INFO(next.words());
      CHECK(next.past.size() == 1);
      CHECK(next.applied());
      CHECK(w.now() - start < minutes(2)); // --settle, and what an apply takes
      CHECK(w.duplicates().empty());
      CHECK(w.plan(policy).made.operations.empty());
      CHECK(w.apply(policy).past.empty());
    }
  }

  // Covers F36.
  TEST_CASE("what is on its way from a run that died is waited for, and what lists lag behind with, whatever "
            "the clock says then") {
    const std::string first = "version: 1\nmanage: additive\n";
    struct row {
      const char* behaviour;
      const char* fault;
      const char* policy;
    };
    for (const row& r :
         {row{"", "drop=late:20000@POST /organization/projects#1", "projects: {First: {create: true}}\n"},
          row{"stale_reads=20", "", "projects: {First: {create: true}}\n"},
          row{"stale_reads=20", "", "roles: {First: {permissions: [api.groups.read]}}\n"}}) {
      for (const seconds jump : jumps) {
        CAPTURE(jump.count());
        CAPTURE(std::string(r.fault));
        CAPTURE(std::string(r.policy));
        const model::policy policy = testing::policy_of(first + r.policy);
        world w(testing::example_named("documentation").state);
        memory_store disk;
        w.keep_journals(disk);
        w.set("duplicate_name=accept");
        if (*r.behaviour) w.set(r.behaviour);
        if (*r.fault) w.add_fault(r.fault);
        struct gone {};
        bool answered = false;
        w.at_each_request = [&] {
          if (std::exchange(answered, answered || w.writes() > 0)) throw gone();
        };
        CHECK_THROWS_AS(w.apply(policy), gone);
        w.at_each_request = nullptr;
        w.set_calendar(jump);
        const testing::run_result next = w.apply(policy);
        INFO(next.words());
        CHECK(next.applied());
        w.wait(minutes(2));
        CHECK(w.writes() == 1);
        CHECK(w.duplicates().empty());
      }
    }
  }

  // Covers F36.
  TEST_CASE("a clock that is set again and again in the midst of a run changes nothing of it") {
    const testing::example of = testing::example_named("startup");
    world calm(of.state);
    memory_store unused;
    calm.keep_journals(unused);
    REQUIRE(calm.apply(of.policy).applied());
    world w(of.state);
    memory_store disk;
    w.keep_journals(disk);
    w.give_time(minutes(5));
    std::size_t turn = 0;
    w.at_each_request = [&] { w.set_calendar(jumps[turn++ % jumps.size()]); };
    const testing::run_result run = w.apply(of.policy);
    INFO(run.words());
    CHECK(run.applied());
    CHECK(w.now() == calm.now());
    CHECK(w.machine.log().size() == calm.machine.log().size());
    CHECK(std::ranges::none_of(testing::journals(disk), journal::is_open));
    CHECK(w.apply(of.policy).past.empty());
  }
}
