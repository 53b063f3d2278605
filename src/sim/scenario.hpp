#pragma once

// One seed, from its choices to a verdict: an organization, a policy, a server with moods, other editors, and
// the program, which plans and applies, dies and starts again, until the weather clears and it must be done.

#include "sim/auditor.hpp"
#include "sim/choices.hpp"
#include "sim/process.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::sim {

struct settings {
  std::optional<std::size_t> projects; ///< of every organization; nothing: as the seed says
  bool calm = false;                   ///< no faults, crashes, editors: as fast as it can be
  std::size_t drifts = 0;              ///< changes by others in the end, one after the other, each made good
  tampering changes;                   ///< test-only
  std::vector<std::string> behaviours; ///< of every server, beside what the seed says
  std::optional<int> only;             ///< the invariant that is looked at; nothing: all of them
};

struct counts {
  std::size_t cases = 0;
  std::size_t unfit = 0; ///< policies that do not suit their organization, or never will
  std::size_t runs = 0;
  std::size_t requests = 0;
  std::size_t writes = 0;
  std::size_t crashes = 0;
  std::size_t stops = 0;
  std::size_t edits = 0;
  std::map<std::string, std::size_t> faults; ///< met, by kind
  counts& operator+=(const counts& other);
};

struct verdict {
  std::optional<violation> broken;
  counts seen;
  std::string unfit;              ///< why the end could not be judged; empty: it was
  std::vector<std::string> trace; ///< if asked for
};

enum class tracing { off, on };

verdict run_case(const choices& of, const settings& how, tracing tells = tracing::off);

/// What the case consists of, for people: policy, weather, runs.
std::vector<std::string> describe(const choices& of, const settings& how);

} // namespace rolecall::sim
