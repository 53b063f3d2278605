#pragma once

// The table of faults. Arguments are comma-separated forms: `word`, `N` (a number), `word:N`, `word:TEXT`.

#include "emulator/faults.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

struct fault_call {
  const std::vector<fault_argument>& arguments;
  unix_time now = 0;

  [[nodiscard]] const fault_argument* find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The argument that is a bare number.
  [[nodiscard]] int number(int fallback) const;
};

struct fault_kind {
  std::string_view name;
  std::string_view forms; ///< of its arguments
  effect when;            ///< unless the arguments say otherwise
  bool lists_only;        ///< meets only requests for a list
  std::string_view meaning;
  void (*shape)(const fault_call&, response&);
};

/// Statuses, connection, framing.
std::span<const fault_kind> transport_faults();
/// What is in the body.
std::span<const fault_kind> body_faults();
/// What is in a page of a list.
std::span<const fault_kind> page_faults();

const fault_kind* find_fault_kind(std::string_view name);

} // namespace rolecall::emulator
