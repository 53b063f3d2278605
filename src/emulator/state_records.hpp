#pragma once

// The things in a state file, each by itself: what refers to others is linked later, when all are known.

#include "base/text.hpp"
#include "emulator/json_node.hpp"
#include "emulator/state.hpp"

#include <string>
#include <string_view>

namespace rolecall::emulator {

/// "Support Team" -> "support-team": ids made for a file that names none stay readable.
std::string slug(std::string_view name);

/// The id in the file, else `made`, with a number behind it if that is taken.
template <class Record>
std::string id_of(const json_node& node, const table<Record>& all, const std::string& made) {
  if (auto given = node.maybe_text("id")) {
    if (given->empty()) throw node.mistake("an id cannot be empty");
    return *given;
  }
  auto id = made;
  for (int n = 2; all.contains(id); ++n) id = made + '-' + std::to_string(n);
  return id;
}

template <class Record>
void add(const json_node& node, table<Record>& all, Record record) {
  const auto id = record.id;
  if (!all.add(std::move(record))) throw node.mistake("a second one of the id " + base::quoted(id));
}

void read_user(const json_node& node, state& org);
/// The `roles` of a scope that has the usual predefined ones: those in the file take the place of the usual
/// ones of the same name. Ids that are left out begin with `prefix`.
void read_roles(const json_node& in, scope& where, const std::string& prefix);
void read_group(const json_node& node, state& org);
/// With its roles and service accounts.
void read_project(const json_node& node, state& org);
/// With what its actor says.
void read_event(const json_node& node, state& org, const std::string& project);

} // namespace rolecall::emulator
