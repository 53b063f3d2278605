#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// What goes wrong ends as it should, and converges once it is over: no duplicate, nothing removed that is
// kept.

using namespace rolecall;
using testing::world;

namespace {

testing::example startup() { return testing::examples().at(2); }

/// With the fault on, an apply may do anything but lie; with the fault off, the next one finishes the work.
void check_recovers(const std::string& spec, const std::string& behaviour = {}) {
  CAPTURE(spec);
  const testing::example of = startup();
  world w(of.state);
  if (!behaviour.empty()) w.set(behaviour);
  w.add_fault(spec);
  const testing::run_result hurt = w.apply(of.policy);
  INFO(hurt.words());
  CHECK(w.duplicates().empty());
  w.machine.clear_faults();
  const testing::run_result next = w.apply(of.policy);
  INFO(next.words());
  CHECK(next.applied());
  CHECK(w.duplicates().empty());
  const testing::run_result last = w.plan(of.policy);
  INFO(last.words());
  REQUIRE(last.planned());
  CHECK(last.made.operations.empty());
}

/// A fault in reading: no plan, or one that says it is incomplete; never a write.
void check_not_planned(const std::string& spec) {
  CAPTURE(spec);
  const testing::example of = startup();
  world w(of.state);
  w.add_fault(spec);
  const testing::run_result hurt = w.apply(of.policy);
  INFO(hurt.words());
  const bool stopped = hurt.failed.has_value();
  const bool incomplete = hurt.planned() && !hurt.made.complete();
  CHECK((stopped || incomplete));
  CHECK(w.writes() == 0);
}

} // namespace

TEST_SUITE("whole") {
  // Covers F15.
  TEST_CASE("a write that was done although its answer was lost is not done twice") {
    for (const std::string how :
         {"500=after", "502=after", "503=after", "504=after", "drop=after", "cut=after", "reset=after",
          "stall=after", "408=after", "409=after", "html", "empty-body", "truncated-json", "204"}) {
      check_recovers(how + "@POST *#1");
      check_recovers(how + "@POST *");
      check_recovers(how + "@DELETE *");
    }
  }

  // Covers F15.
  TEST_CASE("with every answer to a write lost the first run itself reaches the goal") {
    for (const std::string how : {"500=after", "drop=after", "stall=after", "html"}) {
      CAPTURE(how);
      const testing::example of = startup();
      world w(of.state);
      w.add_fault(how + "@POST *");
      const testing::run_result run = w.apply(of.policy);
      INFO(run.words());
      CHECK(run.applied());
      CHECK(w.duplicates().empty());
    }
  }

  // Covers F15.
  TEST_CASE("a write that was not done is done once it can be") {
    for (const std::string how : {"500", "503", "drop", "reset", "408", "425", "429=retry-after:1", "429"}) {
      check_recovers(how + "@POST *#1");
      check_recovers(how + "@POST *#3");
    }
    check_recovers("500@POST *");
    check_recovers("drop@DELETE *");
  }

  // Covers F15.
  TEST_CASE("a write that is committed only after it was looked for leaves no duplicate") {
    check_recovers("500=late:5000@POST /organization/groups#1");
    check_recovers("drop=late:12000@POST *#1");
    check_recovers("stall=late:2000@POST *roles#2", "duplicate_name=accept");
    check_recovers("500=late:20000@POST *", "duplicate_name=accept");
  }

  // Covers F18.
  TEST_CASE("a refused change fails alone, and what depends on it is skipped with the reason") {
    const testing::example of = startup();
    world w(of.state);
    w.add_fault("403@POST /organization/groups");
    const testing::run_result run = w.apply(of.policy);
    INFO(run.words());
    REQUIRE(run.planned());
    std::map<std::string, plan::step> steps;
    for (std::size_t i = 0; i < run.outcome.size(); ++i)
      steps[run.made.operations[i].at.text()] = run.outcome[i];
    CHECK(steps.at("group[\"Finance\"]").is == plan::outcome::failed);
    CHECK(steps.at("group[\"Finance\"]").reason.find("insufficient permissions") != std::string::npos);
    CHECK(steps.at("group[\"Finance\"].grant[\"Cost Watcher\"]").is == plan::outcome::skipped);
    CHECK(steps.at("group[\"Finance\"].grant[\"Cost Watcher\"]").reason ==
          "it needs group[\"Finance\"], which was not done");
    const auto done =
        std::ranges::count_if(run.outcome, [](const plan::step& s) { return s.is == plan::outcome::done; });
    CHECK(static_cast<std::size_t>(done) == run.outcome.size() - 2);
  }

  // Covers F18.
  TEST_CASE("an apply of which every change failed is a failure, and part way where one may have been done") {
    const testing::example of = startup();
    const testing::lines before = world(of.state).access();
    for (const std::string status : {"403", "409"}) {
      CAPTURE(status);
      world w(of.state);
      w.at_prompt = [&] {
        w.add_fault(status + "@POST *");
        w.add_fault(status + "@DELETE *");
      };
      const testing::run_result run = w.apply(of.policy);
      INFO(run.words());
      REQUIRE(run.planned());
      CHECK(run.count(plan::outcome::failed) > 0);
      CHECK(w.access() == before);
      CHECK(run.code == cli::exit_code::failure);
    }
    world w(of.state);
    w.at_prompt = [&] {
      w.add_fault("drop@POST /organization/groups");
      w.add_fault("403@POST *");
      w.add_fault("403@DELETE *");
    };
    const testing::run_result run = w.apply(of.policy);
    INFO(run.words());
    CHECK(run.count(plan::outcome::done) + run.count(plan::outcome::already) == 0);
    CHECK(run.count(plan::outcome::unknown) == 1);
    CHECK(run.code == cli::exit_code::part_way);
  }

  // Covers F23.
  TEST_CASE("an answer that is no list never becomes an empty one") {
    for (const std::string how : {"html",
                                  "empty-body",
                                  "body-object",
                                  "body-null",
                                  "body-array",
                                  "data-null",
                                  "data-object",
                                  "wrong-object",
                                  "truncated-json",
                                  "garbage",
                                  "two-values",
                                  "bom",
                                  "bad-utf8",
                                  "lone-surrogate",
                                  "duplicate-keys",
                                  "infinity",
                                  "deep",
                                  "no-data",
                                  "no-has-more",
                                  "has-more-text",
                                  "next-null",
                                  "item-without-id",
                                  "item-null-id",
                                  "item-empty-id",
                                  "item-path-id",
                                  "item-long-id",
                                  "item-text",
                                  "item-conflict",
                                  "empty-page",
                                  "cursor-loop",
                                  "nul-name",
                                  "304",
                                  "204"}) {
      check_not_planned(how + "@GET /organization/roles");
      check_not_planned(how + "@GET /projects/proj_live/roles");
    }
  }

  // Covers F20.
  TEST_CASE("a list that cannot be read is not planned upon") {
    for (const std::string how :
         {"500", "503", "drop", "401", "403", "404", "429=quota", "redirect=other", "400"}) {
      check_not_planned(how + "@GET /projects/proj_live/roles");
      check_not_planned(how + "@GET /organization/groups");
    }
  }

  // Covers F14.
  TEST_CASE("a passing fault of reading is not seen in the plan") {
    const testing::example of = startup();
    world calm(of.state);
    const testing::run_result wanted = calm.plan(of.policy);
    for (const std::string how : {"500", "502", "drop", "cut", "408", "429=retry-after:2",
                                  "429=retry-after-ms:300", "429", "truncated-json", "html", "delay=3000",
                                  "informational", "chunked", "unknown-fields", "huge-time", "201"}) {
      CAPTURE(how);
      world w(of.state);
      w.add_fault(how + "@GET *#1");
      const testing::run_result run = w.plan(of.policy);
      INFO(run.words());
      REQUIRE(run.planned());
      CHECK(run.words() == wanted.words());
    }
  }

  // Covers F19.
  TEST_CASE("missing scopes make a plan incomplete, and a wrong key none") {
    const testing::example of = startup();
    for (const std::string status : {"401", "403"}) {
      world w(of.state);
      w.set("missing_scope=" + status + ":proj_live");
      const testing::run_result run = w.apply(of.policy);
      INFO(run.words());
      REQUIRE(run.planned());
      CHECK_FALSE(run.made.complete());
      CHECK_FALSE(run.made.applyable());
      CHECK(w.writes() == 0);
    }
  }

  // Covers F25, F26.
  TEST_CASE("every fault among the behaviours stops the plan, and is forgotten once it is off") {
    const testing::example of = startup();
    for (const emulator::knob_row& row : emulator::all_knobs()) {
      if (row.kind != emulator::knob_kind::fault) continue;
      for (const std::string_view value : row.others) {
        const std::string name(row.name);
        CAPTURE(name);
        CAPTURE(value);
        world w(of.state);
        w.set(name + "=" + std::string(value));
        const testing::run_result hurt = w.apply(of.policy);
        INFO(hurt.words());
        CHECK((hurt.failed.has_value() || !hurt.made.complete()));
        CHECK(w.writes() == 0);
        w.set(name + "=" + std::string(row.default_value));
        CHECK(w.apply(of.policy).applied());
        CHECK(w.plan(of.policy).made.operations.empty());
      }
    }
  }

  TEST_CASE("a group that a project does not list holds nothing there, even if the server answers 404") {
    const testing::example of = startup();
    world calm(of.state);
    const testing::run_result wanted = calm.plan(of.policy);
    world w(of.state);
    w.add_fault("404@GET /projects/proj_live/groups/group_founders/roles");
    const testing::run_result run = w.plan(of.policy);
    INFO(run.words());
    REQUIRE(run.planned());
    CHECK(run.made.complete());
    CHECK(run.made.operations == wanted.made.operations);
    world listed(of.state);
    listed.add_fault("404@GET /projects/proj_live/groups/group_engineers/roles");
    CHECK_FALSE(listed.plan(of.policy).made.complete());
  }

  TEST_CASE("nobody waits beyond the deadline for what he may not ask for any more") {
    for (const std::string spec : {"500@POST *", "drop@DELETE *", "404@POST *", "404@GET /projects/*"}) {
      CAPTURE(spec);
      const testing::example of = startup();
      world w(of.state);
      w.add_fault(spec);
      w.give_time(std::chrono::seconds(9));
      const http::time_point start = w.now();
      const testing::run_result run = w.apply(of.policy);
      INFO(run.words());
      CHECK(w.now() - start <= std::chrono::seconds(9));
    }
  }
}
