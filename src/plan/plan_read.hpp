#pragma once

// A saved plan, read back from its JSON. Strict: what was changed by hand, cut short, or written by a version
// that this one does not know, is no plan.

#include "plan/plan.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace rolecall::plan {

/// A longer text is no plan, in bytes.
inline constexpr std::size_t largest_plan = std::size_t{64} << 20U;

/// Why a text is no plan: one sentence without a full stop, foreign text in it made harmless.
struct no_plan {
  std::string why;
};

/// The plan that to_json() wrote. Members that are not known are ignored, as a newer minor version may have
/// them; a newer major version is refused.
std::variant<plan, no_plan> from_json(std::string_view text);

} // namespace rolecall::plan
