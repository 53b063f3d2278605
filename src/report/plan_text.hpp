#pragma once

// A plan for a person at a terminal or in a log. Each operation is one line that begins with `+`, `~` or `-`
// and its address, in the order in which it is carried out; what it consists of stands indented under it.

#include "plan/plan.hpp"
#include "report/color.hpp"

#include <string>

namespace rolecall::report {

struct text_options {
  color use = color::off;
  bool show_kept = false; ///< every thing that is kept, not only how many
  bool part = false;      ///< it is about a part of the organization
};

std::string plan_text(const plan::plan& p, const text_options& choice);

} // namespace rolecall::report
