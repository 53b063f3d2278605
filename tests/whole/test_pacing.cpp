#include "live/partial_reading.hpp"
#include "plan/plan_json.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>

// Limits, time limits and interruptions, in calls and in time that only passes when somebody waits.

using namespace rolecall;
using namespace std::chrono_literals;
using testing::world;

namespace {

/// Calls of the busiest endpoint: the machine counts each template by itself.
std::size_t busiest(const world& w) {
  std::map<std::string, std::size_t> counts;
  for (const emulator::logged_request& r : w.machine.log()) {
    if (r.status == 429) continue;
    // ids stand between these; the enterprise's endpoints differ in their words
    std::string route;
    for (const char* word : {"/projects/", "/groups/", "/users/", "/roles", "/users?", "/groups?"})
      if (r.target.find(word) != std::string::npos) route += word;
    ++counts[route];
  }
  std::size_t most = 0;
  for (const auto& [route, count] : counts) most = std::max(most, count);
  return most;
}

double seconds(http::duration d) { return std::chrono::duration<double>(d).count(); }

} // namespace

TEST_SUITE("whole") {
  // Covers F11, F12.
  TEST_CASE("a plan under a limit takes what the limit asks of its busiest endpoint, however it is told") {
    const testing::example of = testing::enterprise();
    for (const int n : {7, 60}) {
      for (const std::string form : {"none", "header", "fraction", "date", "ms", "text"}) {
        CAPTURE(n);
        CAPTURE(form);
        world w(of.state);
        w.set("rate_limit=" + std::to_string(n) + ":" + form);
        w.remember_limits();
        const testing::run_result first = w.plan(of.policy);
        INFO(first.words());
        REQUIRE(first.planned());
        const double needed = 60.0 * static_cast<double>(busiest(w)) / n;
        const double took = seconds(w.now().time_since_epoch());
        CHECK(w.limited() > 0);
        if (form == "none")
          CHECK(took - 60 <= 1.10 * needed);
        else
          CHECK(took <= 1.03 * needed + 1);
        // The next one knows, also right behind the first.
        const testing::run_result next = w.plan(of.policy);
        REQUIRE(next.planned());
        CHECK(w.limited() == 0);
        CHECK(next.made.operations == first.made.operations);
      }
    }
  }

  // Covers F11.
  TEST_CASE("of the answers to a first plan under 2 % are 429, and it takes what the limit asks") {
    const testing::example of = testing::enterprise();
    for (const http::duration each : {20ms, 300ms, 1000ms}) {
      for (const int n : {7, 10, 60}) {
        for (const std::string form : {"header", "fraction"}) {
          CAPTURE(each.count());
          CAPTURE(n);
          CAPTURE(form);
          world w(of.state);
          w.take_for_answers(each);
          w.set("rate_limit=" + std::to_string(n) + ":" + form);
          REQUIRE(w.plan(of.policy).planned());
          CHECK(w.limited() >= 6); // six endpoints meet a limit of 7 or 10, one that of 60
          CHECK(w.limited() <= 8);
          CHECK(w.limited() < 0.02 * static_cast<double>(w.machine.log().size()));
          CHECK(seconds(w.now().time_since_epoch()) <= 1.03 * 60.0 * static_cast<double>(busiest(w)) / n);
        }
      }
    }
  }

  TEST_CASE("a first plan runs into limits that tell no pause with few calls, and loses little without one") {
    const testing::example of = testing::enterprise();
    struct row {
      int n, most;
    };
    for (const row& one : {row{7, 12}, row{10, 11}, row{60, 8}, row{600, 0}}) {
      CAPTURE(one.n);
      world w(of.state);
      w.set("rate_limit=" + std::to_string(one.n) + ":none");
      REQUIRE(w.plan(of.policy).planned());
      CHECK(w.limited() <= one.most); // 64, 63, 5 and 0 of 442 calls, were all sent at once
      if (one.n == 600) CHECK(w.now().time_since_epoch() <= 740ms); // 680 ms, were all sent at once
    }
  }

  TEST_CASE("a reading that is interrupted anywhere is gone on with: no list is read twice but the first") {
    const testing::example of = testing::enterprise();
    world calm(of.state);
    const testing::run_result wanted = calm.plan(of.policy);
    const std::size_t calls = calm.machine.log().size();
    REQUIRE(calls > 400);
    for (std::size_t stop = 1; stop < calls; stop += 23) {
      CAPTURE(stop);
      world w(of.state);
      w.stop_after(stop);
      const testing::run_result cut = w.plan(of.policy);
      REQUIRE(cut.failed.has_value());
      w.stop_after(100000);
      const testing::run_result whole = w.plan(of.policy);
      INFO(whole.words());
      REQUIRE(whole.planned());
      CHECK((plan::to_json(whole.made) == plan::to_json(wanted.made)));
      CHECK(w.machine.log().size() <= calls + 1);
    }
  }

  TEST_CASE("a reading that is interrupted again and again gets on") {
    const testing::example of = testing::enterprise();
    world calm(of.state);
    const testing::run_result wanted = calm.plan(of.policy);
    const std::size_t calls = calm.machine.log().size();
    world w(of.state);
    std::size_t runs = 0;
    testing::run_result run;
    do {
      w.stop_after(w.machine.log().size() + 60);
      run = w.plan(of.policy);
      REQUIRE(++runs < 20);
    } while (run.failed);
    CHECK(runs > 4);
    CHECK((plan::to_json(run.made) == plan::to_json(wanted.made)));
    CHECK(w.machine.log().size() <= calls + runs);
  }

  TEST_CASE("what was kept is as good as read, through its text; and the text says when it is not") {
    const testing::example of = testing::enterprise();
    world w(of.state);
    w.stop_after(300);
    REQUIRE(w.plan(of.policy).failed.has_value());
    const std::string text = w.own_files.find(testing::reading_file).value_or("");
    auto again = live::partial_from_text(text);
    if (!again) FAIL(again.error().message);
    CHECK(live::to_text(*again) == text);
    CHECK(again->lists.size() > 200);
    for (std::size_t at = 0; at < text.size(); at += text.size() / 200) {
      std::string damaged = text;
      damaged[at] = static_cast<char>(damaged[at] ^ 1);
      CHECK(live::partial_from_text(damaged).has_error());
      CHECK(live::partial_from_text(std::string_view(text).substr(0, at)).has_error());
    }
    w.own_files.put(testing::reading_file, live::to_text(*again));
    w.stop_after(100000);
    world calm(of.state);
    const testing::run_result continued = w.plan(of.policy);
    CHECK((plan::to_json(continued.made) == plan::to_json(calm.plan(of.policy).made)));
  }

  TEST_CASE("however large the organization and small the time, a run ends by its deadline") {
    const testing::example of = testing::enterprise();
    for (const http::duration given : {http::duration(10ms), http::duration(50ms), http::duration(500ms),
                                       http::duration(30s), http::duration(10min)}) {
      for (const std::string form : {"none", "header"}) {
        CAPTURE(given.count());
        CAPTURE(form);
        world w(of.state);
        w.set("rate_limit=7:" + form);
        w.give_time(given);
        const testing::run_result run = w.plan(of.policy);
        REQUIRE(run.failed.has_value());
        CHECK(run.failed->why.failure != http::failure_kind::cancelled);
        CHECK(w.now().time_since_epoch() <= given);
      }
    }
  }

  TEST_CASE("an apply that runs out of time writes nothing more, and the next one finishes it") {
    const testing::example of = testing::example_named("startup");
    world calm(of.state);
    REQUIRE(calm.apply(of.policy).applied());
    bool part_way = false;
    for (int ms = 2010; ms < 2400; ms += 20) { // not when an answer comes
      CAPTURE(ms);
      world w(of.state);
      w.give_time(std::chrono::milliseconds(ms));
      const testing::run_result run = w.apply(of.policy);
      CHECK(w.now().time_since_epoch() <= std::chrono::milliseconds(ms));
      CHECK(w.duplicates().empty());
      if (run.planned())
        CHECK(run.count(plan::outcome::failed) + run.count(plan::outcome::unknown) == 0);
      else
        CHECK(w.writes() == 0);
      part_way = part_way || (w.writes() > 0 && run.count(plan::outcome::not_begun) > 0);
      w.give_time(1h);
      const testing::run_result next = w.apply(of.policy);
      INFO(next.words());
      CHECK(next.applied());
      CHECK(w.access() == calm.access());
      CHECK(w.duplicates().empty());
    }
    CHECK(part_way);
  }
}
