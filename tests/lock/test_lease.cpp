#include "samples.hpp"

#include <doctest/doctest.h>

using namespace rolecall::lock;
using testing::milliseconds;
using testing::noon;
using testing::seconds;

TEST_SUITE("lock::lease") {
  TEST_CASE("a renewal is due after a third; after two thirds nothing may be sent") {
    lease one(seconds(60), seconds(1000));
    CHECK(one.renewal_due() == seconds(1020));
    CHECK(one.holds(seconds(1040) - milliseconds(1)));
    CHECK_FALSE(one.holds(seconds(1040)));
    one.renewed(seconds(1030));
    CHECK(one.renewal_due() == seconds(1050));
    CHECK(one.holds(seconds(1069)));
    CHECK_FALSE(one.holds(seconds(1070)));
  }

  TEST_CASE("others wait half a lease beyond the expiry") {
    const record held = testing::of("a");
    struct row {
      std::string id;
      milliseconds after_noon;
      standing expected;
    };
    for (const row& one :
         {row{"b", seconds(-3600), standing::held}, row{"b", seconds(0), standing::held},
          row{"b", seconds(60), standing::held}, row{"b", seconds(89), standing::held},
          row{"b", seconds(90), standing::expired}, row{"b", seconds(900), standing::expired},
          row{"a", seconds(0), standing::mine}, row{"a", seconds(900), standing::mine}}) {
      CAPTURE(one.id);
      CAPTURE(one.after_noon.count());
      CHECK(judge(held, one.id, noon + one.after_noon) == one.expected);
    }
    CHECK(judge(std::nullopt, "b", noon) == standing::free);
  }

  TEST_CASE(
      "the holder has stopped long before others take over, also with clocks that differ by half a lease") {
    const seconds length(60);
    const lease his(length, seconds(0)); // at noon by his clock
    const auto from = free_for_others(testing::of("a"));
    REQUIRE(from);
    const auto ahead = length / 2; // their clock shows that much more than his
    CHECK(*from - ahead - noon >= his.stops() + length / 3);
  }

  TEST_CASE("what names no expiry never expires, and strange times do not shorten a lease") {
    record odd = testing::of("a");
    odd.expires.reset();
    CHECK(judge(odd, "b", noon + std::chrono::years(9)) == standing::held);
    odd = testing::of("a");
    odd.renewed.reset();
    CHECK(free_for_others(odd) == noon + seconds(60) + std::chrono::minutes(5));
    odd.renewed = noon + seconds(3600);
    CHECK(free_for_others(odd) == noon + seconds(60));
  }
}
