#pragma once

// What the parts of the comparison share. Inside the planner only.

#include "planner/changes.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace rolecall::planner {

struct comparing {
  const model::desired& want;
  const model::organization& live;
  const model::symbols& names;
  comparison out;
  std::set<model::symbol> doomed_roles;
  std::set<model::symbol> doomed_groups;

  [[nodiscard]] model::symbol key(const std::string& id) const { return names.find(id); }
  [[nodiscard]] const std::string& text(model::symbol s) const { return names.text(s); }
  [[nodiscard]] model::scope scope_of(const std::string& project_id) const { return {key(project_id)}; }
  [[nodiscard]] bool is_new(model::symbol s) const { return !model::is_live_key(text(s)); }

  /// Live already, or known by an alias, or made by an operation that order() will find by its key.
  [[nodiscard]] plan::target target_of(model::symbol s) const;

  /// The draft can be completed until the next one is added.
  draft& add(model::address at, plan::action what, std::optional<base::source_range> cause = {});
  void keep(model::address at, plan::keep_reason why) { out.kept.push_back({std::move(at), why}); }

  /// False where the list could not be read: then nothing is planned there.
  [[nodiscard]] bool is_known(const model::list_ref& list) const;
};

plan::keep_reason reason_of(model::rule r);
plan::keep_reason reason_of(model::spared why);

/// A name as comparisons of names see it: unique for kind and scope.
std::string name_key(const char* kind, const std::string& scope_key, const std::string& name);

// The parts, in the order in which they must run.

void compare_projects(comparing& c);
void compare_invites(comparing& c);
void compare_roles(comparing& c);
void compare_groups(comparing& c);
void compare_members(comparing& c);
void compare_grants(comparing& c);
void leave_projects(comparing& c);

/// Splits renames whose names others want, so that no name is taken before it is free.
void untangle_names(comparing& c);

} // namespace rolecall::planner
