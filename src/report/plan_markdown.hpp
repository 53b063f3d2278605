#pragma once

// A plan for a comment under a pull request. Foreign text stands only in code, where no Markdown, HTML,
// mention or link can form.

#include "plan/plan.hpp"

#include <cstddef>
#include <string>

namespace rolecall::report {

/// GitHub takes comments of 65,536 characters; the rest is for what a workflow puts around.
inline constexpr std::size_t markdown_limit = 60'000;

/// At most markdown_limit bytes; what does not fit is counted. `part`: it is about a part of the
/// organization.
std::string plan_markdown(const plan::plan& p, bool part = false);

} // namespace rolecall::report
