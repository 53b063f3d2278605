#pragma once

// The smallest part of a failing case that still breaks the same invariant.

#include "sim/scenario.hpp"

namespace rolecall::sim {

/// The optional parts of `seed` that its failure needs; `number` is of the invariant.
kept_parts shrunk(std::uint64_t seed, const settings& how, int number);

/// At most `most` lines for people: what broke, the case, the end of its trace, how to run it again.
std::vector<std::string> report_of(std::uint64_t seed, const kept_parts& kept, const settings& how,
                                   std::size_t most);

} // namespace rolecall::sim
