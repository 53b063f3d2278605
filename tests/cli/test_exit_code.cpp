#include "cli/exit_code.hpp"

#include <doctest/doctest.h>

#include <vector>

using rolecall::cli::exit_code;
using rolecall::cli::worse;

namespace {

/// Of every code what README says of it, in numbers.
const std::vector<int> gravest_first{143, 129, 130, 64, 3, 8, 7, 5, 4, 6, 1, 2, 0};

} // namespace

TEST_SUITE("cli") {
  TEST_CASE("of two reasons to end badly the graver one counts, whichever came first") {
    for (std::size_t a = 0; a < gravest_first.size(); ++a) {
      for (std::size_t b = a; b < gravest_first.size(); ++b) {
        const auto graver = static_cast<exit_code>(gravest_first[a]);
        const auto other = static_cast<exit_code>(gravest_first[b]);
        CAPTURE(gravest_first[a]);
        CAPTURE(gravest_first[b]);
        CHECK(static_cast<int>(worse(graver, other)) == gravest_first[a]);
        CHECK(static_cast<int>(worse(other, graver)) == gravest_first[a]);
      }
    }
  }

  TEST_CASE("callers build on the numbers") {
    struct row {
      exit_code code;
      int number;
    };
    for (const row& r : {row{exit_code::ok, 0}, row{exit_code::failure, 1}, row{exit_code::changes, 2},
                         row{exit_code::invalid, 3}, row{exit_code::refused, 4}, row{exit_code::locked, 5},
                         row{exit_code::part_way, 6}, row{exit_code::stale, 7}, row{exit_code::incomplete, 8},
                         row{exit_code::usage, 64}, row{exit_code::hung_up, 129},
                         row{exit_code::interrupted, 130}, row{exit_code::terminated, 143}})
      CHECK(static_cast<int>(r.code) == r.number);
  }
}
