#pragma once

// Everything that a seed decides, before anything has happened.

#include "emulator/state.hpp"
#include "sim/choices.hpp"
#include "sim/editor.hpp"
#include "sim/process.hpp"
#include "sim/weather.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rolecall::sim {

struct draft {
  place root;
  std::size_t projects = 0;
  std::string policy;
  weather sky;
  std::vector<edit> edits;
  std::vector<run_orders> runs;

  [[nodiscard]] emulator::state start() const;
  /// Addresses of all that may be there and a plan delete, as a user names them who means to.
  [[nodiscard]] std::set<std::string> deletable() const;
  /// In words.
  [[nodiscard]] std::vector<std::string> lines() const;
};

/// `projects`: how many there are; nothing: as the seed says. `calm`: no faults, crashes, editors.
draft draft_of(const choices& of, std::optional<std::size_t> projects, bool calm);

const char* word(errand what);

} // namespace rolecall::sim
