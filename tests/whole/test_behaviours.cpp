#include "base/random_source.hpp"
#include "support/readme.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

// Where nobody knows how the API behaves, rolecall must reach its goal either way: plan, apply, plan is
// empty, and a second apply writes nothing.

using namespace rolecall;
using testing::world;

namespace {

struct setting {
  std::string name;
  std::string value;
};

std::vector<setting> all_settings() {
  std::vector<setting> out;
  for (const emulator::knob_row& row : emulator::all_knobs()) {
    if (row.kind != emulator::knob_kind::behaviour) continue;
    for (const std::string_view value : row.others)
      out.push_back({std::string(row.name), std::string(value)});
  }
  return out;
}

/// A string that the server does not know is refused, and so is what depends on it.
bool refuses(const std::vector<setting>& settings) {
  return std::ranges::any_of(
      settings, [](const setting& s) { return s.name == "unknown_permission" && s.value == "400"; });
}

void check_converges(const testing::example& of, const std::vector<setting>& settings,
                     const std::string& words) {
  CAPTURE(of.name);
  CAPTURE(words);
  world w(of.state);
  for (const setting& s : settings) w.set(s.name + "=" + s.value);
  const std::vector<std::string> twins = w.duplicates(); // two live projects may have a role of one name each
  const testing::run_result first = w.apply(of.policy);
  INFO(first.words());
  REQUIRE(first.planned());
  REQUIRE_FALSE(first.made.operations.empty());
  REQUIRE(first.made.applyable());
  if (!refuses(settings)) CHECK(first.applied());
  const std::size_t written = w.writes();
  const testing::run_result second = w.apply(of.policy);
  INFO(second.words());
  REQUIRE(second.planned());
  if (refuses(settings) && !first.applied()) return;
  CHECK(second.made.operations.empty());
  CHECK(w.writes() == written);
  CHECK(w.duplicates() == twins);
}

std::vector<std::string> operations(const testing::run_result& run) {
  std::vector<std::string> out;
  for (const plan::operation& op : run.made.operations)
    out.push_back(std::to_string(op.what.index()) + " " + op.at.text());
  return out;
}

void check_shared(const testing::example& first, const testing::example& second,
                  const std::vector<setting>& settings, const std::string& words) {
  CAPTURE(first.name);
  CAPTURE(words);
  world w(first.state);
  for (const setting& s : settings) w.set(s.name + "=" + s.value);
  const std::vector<std::string> before = operations(w.plan(second.policy));
  REQUIRE_FALSE(before.empty());
  const testing::run_result run = w.apply(first.policy);
  INFO(run.words());
  if (refuses(settings) && !run.applied()) return;
  CHECK(run.applied());
  CHECK(operations(w.plan(second.policy)) == before);
  const testing::run_result other = w.apply(second.policy);
  INFO(other.words());
  if (refuses(settings) && !other.applied()) return;
  CHECK(other.applied());
  for (const testing::example& of : {first, second}) {
    const testing::run_result end = w.plan(of.policy);
    REQUIRE(end.planned());
    CHECK(end.made.operations.empty());
  }
}

} // namespace

TEST_SUITE("whole") {
  // Covers F32.
  TEST_CASE("plan, apply, plan is empty for every example under every behaviour") {
    for (const testing::example& of : testing::examples()) {
      check_converges(of, {}, "defaults");
      for (const setting& s : all_settings()) check_converges(of, {s}, s.name + "=" + s.value);
    }
  }

  TEST_CASE("the enterprise converges too, where behaviours meet many people and projects") {
    const testing::example large = testing::enterprise();
    check_converges(large, {}, "defaults");
    for (const setting& s : std::vector<setting>{{"inherited", "unmarked"},
                                                 {"emails_filter", "brackets"},
                                                 {"nonmember_role", "400"},
                                                 {"last_role", "drops"},
                                                 {"duplicate_name", "accept"}})
      check_converges(large, {s}, s.name + "=" + s.value);
  }

  TEST_CASE("two policies that share an organization leave each other's plan alone, in either order") {
    const testing::example platform = testing::example_named("shared/platform");
    const testing::example research = testing::example_named("shared/research");
    check_shared(platform, research, {}, "defaults");
    check_shared(research, platform, {}, "defaults");
    for (const setting& s : all_settings()) {
      check_shared(platform, research, {s}, s.name + "=" + s.value);
      check_shared(research, platform, {s}, s.name + "=" + s.value);
    }
  }

  TEST_CASE("plan, apply, plan is empty under random combinations of behaviours") {
    const std::vector<setting> settings = all_settings();
    const std::vector<testing::example> examples = testing::examples();
    for (std::uint64_t seed = 1; seed <= testing::seeds(120); ++seed) {
      base::random_source random(seed);
      std::vector<setting> chosen;
      std::set<std::string> names;
      std::string words = "seed " + std::to_string(seed);
      for (const setting& s : settings) {
        if (random.unit() > 0.3 || names.contains(s.name) || s.name == "unknown_permission") continue;
        names.insert(s.name);
        chosen.push_back(s);
        words += " " + s.name + "=" + s.value;
      }
      check_converges(examples[seed % examples.size()], chosen, words);
    }
  }

  TEST_CASE("the calls of a plan are those of the read plan, none twice") {
    for (const testing::example& of : testing::examples()) {
      CAPTURE(of.name);
      world w(of.state);
      REQUIRE(w.plan(of.policy).planned());
      const std::vector<std::string> reads = w.reads();
      CHECK(reads.size() == testing::calls_promised(of.name));
      CHECK(std::set<std::string>(reads.begin(), reads.end()).size() == reads.size());
      CHECK(w.writes() == 0);
    }
  }
}
