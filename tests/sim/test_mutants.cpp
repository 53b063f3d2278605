#include "sim/mutants.hpp"
#include "sim/scenario.hpp"

#include <doctest/doctest.h>

// An invariant that no wrong program breaks proves nothing: each is broken on purpose, and some seed sees it.

using namespace rolecall;

namespace {

/// How many seeds it may take.
constexpr std::uint64_t range = 400;

/// The wrong program, where it does not show just anywhere, and the invariant that it breaks.
struct suspect {
  int number = 0;
  sim::tampering (*mutant)() = nullptr;
  std::uint64_t from = 1;              ///< the first seed that is tried
  std::vector<std::string> behaviours; ///< of every server
};

/// The first seed that sees it; 0: none does.
std::uint64_t first_to_see(const suspect& of) {
  for (std::uint64_t seed = of.from; seed < of.from + range; ++seed) {
    sim::settings how;
    how.changes = of.mutant();
    how.only = of.number;
    how.behaviours = of.behaviours;
    const sim::verdict v = sim::run_case(sim::choices(seed), how);
    if (v.broken && v.broken->number == of.number) return seed;
  }
  return 0;
}

std::uint64_t first_to_see(int number, sim::tampering (*mutant)()) {
  suspect of;
  of.number = number;
  of.mutant = mutant;
  return first_to_see(of);
}

} // namespace

TEST_SUITE("sim") {
  // Covers V1.
  TEST_CASE("V1: a write that the plan does not have is seen") {
    CHECK(first_to_see(1, testing::asks_for_more_than_planned) > 0);
  }
  // Covers V1.
  TEST_CASE("V1: a saved plan that is carried out although what it rests on moved is seen") {
    suspect of; // it takes a plan, a change by others to just that, and an apply of the plan
    of.number = 1;
    of.mutant = testing::rests_on_nothing;
    of.from = 1200;
    CHECK(first_to_see(of) > 0);
  }
  // Covers V2.
  TEST_CASE(
      "V2: a removal, or the word that something is gone, that rests on a list that was not read is seen") {
    CHECK(first_to_see(2, testing::takes_failures_for_nothing) > 0);
  }
  // Covers V3.
  TEST_CASE("V3: a program that does not come to its end is seen") {
    CHECK(first_to_see(3, testing::forgets_the_last) > 0);
  }
  // Covers V3.
  TEST_CASE("V3: a program that takes less for its end is seen") {
    CHECK(first_to_see(3, testing::plans_too_little) > 0);
  }
  // Covers V4.
  TEST_CASE("V4: what is there twice is seen") { CHECK(first_to_see(4, testing::repeats_lost_writes) > 0); }
  // Covers V5.
  TEST_CASE("V5: a second apply that changes something is seen") {
    CHECK(first_to_see(5, testing::never_rests) > 0);
  }
  // Covers V6.
  TEST_CASE("V6: access that is in neither the old nor the new state is seen") {
    CHECK(first_to_see(6, testing::ignores_phantoms) > 0);
  }
  // Covers V6.
  TEST_CASE("V6: membership that was given in passing and is never taken back is seen") {
    suspect of;
    of.number = 6;
    of.mutant = testing::notes_no_debts;
    of.behaviours = {"nonmember_role=400"};
    CHECK(first_to_see(of) > 0);
  }
  // Covers V6.
  TEST_CASE("V6: an addition before a removal of a plan that revokes first is seen") {
    CHECK(first_to_see(6, testing::gives_before_it_takes) > 0);
  }
  // Covers V7.
  TEST_CASE("V7: an organization without an owner is seen") {
    CHECK(first_to_see(7, testing::ignores_owners) > 0);
  }
  // Covers V8.
  TEST_CASE("V8: a route that is used before its time is seen") {
    CHECK(first_to_see(8, testing::ignores_pauses) > 0);
  }
  // Covers V9.
  TEST_CASE("V9: a run that goes on after its deadline is seen") {
    CHECK(first_to_see(9, testing::waits_on) > 0);
  }
  // Covers V10.
  TEST_CASE("V10: a report that says more than was done is seen") {
    CHECK(first_to_see(10, testing::reports_success) > 0);
  }
  // Covers V11.
  TEST_CASE("V11: the key in the output, or for a moment in a file, is seen") {
    CHECK(first_to_see(11, testing::shows_the_key) > 0);
    CHECK(first_to_see(11, testing::keeps_the_key) > 0);
  }
  // Covers V12.
  TEST_CASE("V12: a write that the disk does not know of yet is seen") {
    CHECK(first_to_see(12, testing::syncs_nothing) > 0);
    CHECK(first_to_see(12, testing::writes_intents_late) > 0);
  }
  // Covers V12.
  TEST_CASE("V12: a journal that says more, or less, than was heard is seen") {
    CHECK(first_to_see(12, testing::takes_doubt_for_done) > 0);
    CHECK(first_to_see(12, testing::writes_no_answers) > 0);
  }
  // Covers V12.
  TEST_CASE("V12: a journal that nobody settles is seen") {
    CHECK(first_to_see(12, testing::settles_nothing) > 0);
  }
}
