#pragma once

// An organization as a JSON file, made to be written by hand too: ids and times may be left out, references
// are ids, else names or e-mail addresses. What is written loads again to the same organization. A snapshot
// of rolecall is such a file too: schema/state.schema.json.

#include "emulator/state.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace rolecall::emulator {

struct state_problem {
  std::string message; ///< with the place: `projects[0].groups[1].group: no group "X"`
};

/// Without `admin_keys` in the file there is one, of the first owner, that looks like `admin_key`.
std::variant<state, state_problem> read_state(std::string_view text, std::string_view admin_key);

/// One thing a line.
std::string write_state(const state& org);

} // namespace rolecall::emulator
