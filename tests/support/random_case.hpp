#pragma once

// Small random organizations with policies for them, from few names so that the two meet often. The same seed
// gives the same case everywhere.

#include "base/random_source.hpp"
#include "model/organization.hpp"
#include "model/policy.hpp"
#include "support/worlds.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace rolecall::test {

/// splitmix64: the standard library's distributions differ between libraries.
class dice {
public:
  explicit dice(std::uint64_t seed) : source_(seed) {}

  std::uint64_t next() { return source_.next(); }
  std::size_t below(std::size_t end) { return source_.below(end); } ///< 0 to end - 1
  bool chance(std::size_t percent) { return below(100) < percent; }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

private:
  base::random_source source_;
};

struct random_case {
  std::uint64_t seed = 0;
  user_lists lists = user_lists::sources;
  model::organization live; ///< everything in it is read
  model::policy policy;     ///< what an offline check accepts
};

random_case make_case(std::uint64_t seed);

/// Calls `check` for `count` cases that resolve without an error, seeds from 1 on; ROLECALL_CASES multiplies
/// `count`. A failing check shows the seed.
void for_each_case(std::size_t count, const std::function<void(const random_case&)>& check);

} // namespace rolecall::test
