#pragma once

// Colour codes around our own words.

#include "plan/plan.hpp"
#include "plan/result.hpp"
#include "report/color.hpp"

#include <string>
#include <string_view>

namespace rolecall::report {

/// `+`, `~` or `-`.
char sign_of(plan::verb v);

class painter {
public:
  explicit painter(color use) : use_(use) {}

  [[nodiscard]] std::string bold(std::string_view text) const { return in("1", text); }
  [[nodiscard]] std::string sign(char sign) const;
  /// `text` in the colour of the outcome.
  [[nodiscard]] std::string outcome(plan::outcome is, std::string_view text) const;

private:
  [[nodiscard]] std::string in(std::string_view code, std::string_view text) const;

  color use_;
};

} // namespace rolecall::report
