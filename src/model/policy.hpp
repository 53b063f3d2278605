#pragma once

// What a policy says, as it was written: typed, checked, positions kept, nothing looked up in an
// organization. Grammar and meaning: README, "The policy". Permission sets are already expanded.

#include "base/diagnostic.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rolecall::model {

/// Text and where it was written.
struct written {
  std::string text;
  base::source_range at;
};

/// additive: add and change only; authoritative: also remove what is not written.
enum class ownership { additive, authoritative };

/// One `manage`: what is left out of a map is additive.
struct manage {
  ownership roles = ownership::additive;
  ownership groups = ownership::additive;
  ownership members = ownership::additive;
  ownership grants = ownership::additive;
};

/// Globs over names that belong to another policy.
struct exceptions {
  std::vector<written> roles;
  std::vector<written> groups;
  std::vector<written> projects;
};

/// A permission of a role.
struct permission {
  std::string name;
  base::source_range at;        ///< where the role names it, or the set it came through
  std::vector<std::string> via; ///< names of the permission sets it came through, outermost first
};

struct role {
  written name;
  bool create = true;  ///< false: must exist, is never changed
  bool shared = false; ///< in a project: written as {}, the body is the one of project_roles
  std::optional<std::string> description; ///< not written: left alone
  std::vector<permission> permissions;    ///< sorted by name, without duplicates
};

struct group {
  written name;
  bool create = true;                        ///< false: must exist, is never created or deleted
  std::optional<std::vector<written>> roles; ///< organization roles; not written: not managed
};

/// The roles of one group in a project.
struct project_group {
  written group;
  std::vector<written> roles; ///< may be empty: none
};

struct project {
  written key;
  std::optional<written> id;
  std::optional<written> name; ///< live name where it is not the key; only beside `id`
  std::optional<model::manage> manage;
  std::optional<std::vector<role>> roles;
  std::optional<std::vector<project_group>> groups;
};

/// A whole policy, united from its files. Vectors are in byte order of the key.
struct policy {
  std::optional<written> organization;
  model::manage manage;
  exceptions except;
  std::optional<std::vector<role>> roles; ///< organization roles; not written: not managed
  std::vector<role> project_roles;
  std::optional<std::vector<group>> groups;
  std::vector<project> projects;
};

} // namespace rolecall::model
