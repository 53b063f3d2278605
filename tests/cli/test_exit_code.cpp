#include "cli/exit_code.hpp"

#include <doctest/doctest.h>

#include <vector>

using rolecall::cli::exit_code;
using rolecall::cli::worse;

TEST_SUITE("cli") {
  TEST_CASE("of two reasons to end badly the graver one counts, whichever came first") {
    const std::vector<exit_code> gravest_first{
        exit_code::usage,   exit_code::invalid,  exit_code::incomplete, exit_code::stale,   exit_code::locked,
        exit_code::refused, exit_code::part_way, exit_code::failure,    exit_code::changes, exit_code::ok};
    for (std::size_t a = 0; a < gravest_first.size(); ++a) {
      for (std::size_t b = a; b < gravest_first.size(); ++b) {
        CHECK(static_cast<int>(worse(gravest_first[a], gravest_first[b])) ==
              static_cast<int>(gravest_first[a]));
        CHECK(static_cast<int>(worse(gravest_first[b], gravest_first[a])) ==
              static_cast<int>(gravest_first[a]));
      }
    }
  }
}
