#include "sim/scenario.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

// The program as it is, in a few hundred worlds; ROLECALL_CASES multiplies them. script/sim runs many more.

using namespace rolecall;

namespace {

std::uint64_t seeds(std::uint64_t count) {
  const char* times = std::getenv("ROLECALL_CASES");
  return times ? count * std::strtoull(times, nullptr, 10) : count;
}

} // namespace

TEST_SUITE("sim") {
  // Covers V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12.
  TEST_CASE("every invariant holds in every seed") {
    sim::counts total;
    const std::uint64_t count = seeds(300);
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
      INFO("rolecall-sim --seed " << seed);
      const sim::verdict v = sim::run_case(sim::choices(seed), sim::settings());
      total += v.seen;
      const std::string broken =
          v.broken ? "V" + std::to_string(v.broken->number) + ": " + v.broken->what : "";
      CHECK(broken == "");
    }
    // Else the seeds test too little.
    CHECK(total.unfit * 20 < count);
    CHECK(total.crashes > count / 5);
    CHECK(total.edits > count / 10);
    CHECK(total.stops > count / 50);
    CHECK(total.writes > 5 * count);
    CHECK(total.faults.size() > 30);
  }

  TEST_CASE("a seed is the same every time, to the last event") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      const sim::choices of(seed);
      const sim::settings how;
      const sim::verdict first = sim::run_case(of, how, sim::tracing::on);
      const sim::verdict second = sim::run_case(of, how, sim::tracing::on);
      CHECK(first.trace == second.trace);
      CHECK(first.trace.size() > 10);
    }
  }
}
