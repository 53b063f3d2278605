#pragma once

// What stands beside the operations of a plan, whatever the format: what is blocked, refused, missing, kept.
// Everything in it is escaped, and each line can be printed as it is.

#include "plan/plan.hpp"

#include <string>
#include <vector>

namespace rolecall::report {

struct section {
  std::string title; ///< our own words; no end mark
  std::vector<std::string> lines;
};

/// Only sections that have something to say, the most pressing first.
std::vector<section> sections(const plan::plan& p);

/// One for each reason: the title counts by kind, the lines are the addresses.
std::vector<section> kept_sections(const plan::plan& p);

/// "3 grants": `count` with the word for one or for many.
std::string counted(std::size_t count, const std::string& singular);

/// The result in one sentence: "Plan: 4 to add, 1 to change, 2 to remove." `part`: the plan looked at a part
/// of the organization, and nothing is said of the rest.
std::string summary_sentence(const plan::plan& p, bool part = false);

} // namespace rolecall::report
