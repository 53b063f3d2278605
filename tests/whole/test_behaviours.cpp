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
  // A string that the server does not know is refused, and so is what depends on it; everything else is done.
  const bool refuses = std::ranges::any_of(
      settings, [](const setting& s) { return s.name == "unknown_permission" && s.value == "400"; });
  if (!refuses) CHECK(first.applied());
  const std::size_t written = w.writes();
  const testing::run_result second = w.apply(of.policy);
  INFO(second.words());
  REQUIRE(second.planned());
  if (refuses && !first.applied()) return;
  CHECK(second.made.operations.empty());
  CHECK(w.writes() == written);
  CHECK(w.duplicates() == twins);
}

} // namespace

TEST_SUITE("whole") {
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
      // The company is large: one seed in eight is enough for it.
      const bool small = examples[seed % examples.size()].name != "company" || seed % 8 == 0;
      check_converges(examples[small ? seed % examples.size() : examples.size() - 1], chosen, words);
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
