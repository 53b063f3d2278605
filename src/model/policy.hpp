#pragma once

// What a policy says, as it was written: typed, checked, positions kept, nothing looked up in an
// organization. Grammar and meaning: README, "The policy". Permission sets are already expanded in roles.

#include "base/diagnostic.hpp"

#include <cstddef>
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

/// How an entry finds its live thing where the key alone does not tell: by id, or by a name it had before.
struct identity {
  std::optional<written> id;
  std::optional<written> name;     ///< live name where it is not the key; only beside `id`
  std::vector<written> previously; ///< old names: a live thing of one of them is renamed
};

struct role {
  written name;
  bool create = true;  ///< false: must exist, is never changed
  bool shared = false; ///< in a project: written as {}, the body is the one of project_roles
  std::optional<std::string> description; ///< not written: left alone
  std::vector<permission> permissions;    ///< sorted by name, without duplicates
  identity live;
  std::vector<written> sets; ///< the permission sets it names, without the `@`
};

/// A named list of permissions. What uses it is expanded; it is kept for what can be said about itself.
struct permission_set {
  written name;
  std::vector<written> items; ///< permissions, and names of sets behind an `@`
};

struct group {
  written name;
  bool create = true;                          ///< false: must exist, is never created or deleted
  std::optional<std::vector<written>> roles;   ///< organization roles; not written: not managed
  std::optional<std::vector<written>> members; ///< e-mails in lower case, else ids; not written: not managed
  std::optional<model::manage> manage;
  identity live;
};

struct user {
  written key;                               ///< e-mail in lower case, else an id
  std::optional<std::vector<written>> roles; ///< organization roles; not written: not managed
  bool invite = false;                       ///< true: invited where not there
};

/// The roles of one group or user in a project.
struct project_grants {
  written who;
  std::vector<written> roles; ///< may be empty: none
};

struct project {
  written key;
  std::optional<written> id;
  std::optional<written> name; ///< live name where it is not the key; only beside `id`
  bool create = false;         ///< true: created where not there
  std::optional<model::manage> manage;
  std::optional<std::vector<role>> roles;
  std::optional<std::vector<project_grants>> groups;
  std::optional<std::vector<project_grants>> users;
};

/// Grants in every active project whose name matches.
struct project_template {
  base::source_range at; ///< the entry, for messages
  std::vector<written> match;
  std::vector<written> except;
  std::optional<model::manage> manage;
  std::optional<std::vector<project_grants>> groups;
  std::optional<std::vector<project_grants>> users;
};

/// Names of things that may lose nothing; users by e-mail in lower case, else by id.
struct protection {
  std::vector<written> roles;
  std::vector<written> groups;
  std::vector<written> projects;
  std::vector<written> users;
};

/// Limits that a plan must keep.
struct guards {
  std::optional<std::size_t> min_owners; ///< not written: the usual number
  model::protection protect;
};

/// A warning that is accepted.
struct allowance {
  written rule;    ///< "RC042"
  written address; ///< of what it is about, as addresses are written
  written reason;
};

/// Whether a name in `members` or `users` is an e-mail; anything else is the id of a user or service account.
bool is_email(const std::string& who);

/// A whole policy, united from its files. Vectors are in byte order of the key.
struct policy {
  std::optional<written> organization;
  model::manage manage;
  exceptions except;
  model::guards guards;
  std::vector<permission_set> permission_sets;
  std::optional<std::vector<role>> roles; ///< organization roles; not written: not managed
  std::vector<role> project_roles;
  std::optional<std::vector<group>> groups;
  std::optional<std::vector<user>> users; ///< not written: nobody's direct roles are managed
  std::vector<project> projects;
  std::vector<project_template> templates; ///< in the order of files and lines
  std::vector<allowance> allow;
};

} // namespace rolecall::model
