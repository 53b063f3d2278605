#include "support/random_case.hpp"

#include "support/plan_text.hpp"
#include "support/random_organization.hpp"
#include "support/random_policy.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace rolecall::test {
namespace {

std::size_t multiplied(std::size_t count) {
  const char* times = std::getenv("ROLECALL_CASES");
  return times ? count * static_cast<std::size_t>(std::strtoul(times, nullptr, 10)) : count;
}

} // namespace

random_case make_case(std::uint64_t seed) {
  dice random(seed);
  random_case out;
  out.seed = seed;
  out.lists = static_cast<user_lists>(random.below(3));
  out.live = random_organization(random, out.lists);
  out.policy = random_policy(random, out.live);
  return out;
}

void for_each_case(std::size_t count, const std::function<void(const random_case&)>& check) {
  std::size_t refused = 0;
  count = multiplied(count);
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    INFO("seed " << seed);
    const random_case made = make_case(seed);
    if (base::has_errors(want_of(made.policy, made.live).problems))
      ++refused;
    else
      check(made);
  }
  CHECK(refused * 10 < count); // else the cases test too little
}

} // namespace rolecall::test
