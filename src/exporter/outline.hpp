#pragma once

// What an exported policy says, before it is text: entries by the keys that they will have, each with the
// notes that a reviewer needs beside it.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::exporter {

/// Written where the key alone does not tell the live thing.
struct pin {
  std::string id;
  std::optional<std::string> name; ///< live name where it is not the key
  bool operator==(const pin&) const = default;
};

struct role_entry {
  std::string key;
  std::optional<pin> live;
  bool create = true;  ///< false: only that it is there is written, not what it allows
  bool shared = false; ///< in a project: {}, the body is the one of project_roles
  std::optional<std::string> description;
  std::vector<std::string> permissions; ///< sorted; "@set" first once sets are taken out
  std::string note;                     ///< empty: nothing to say
};

/// One item of a list, with what to know about it.
struct item {
  std::string text;
  std::string note;
};

struct group_entry {
  std::string key;
  std::optional<pin> live;
  bool create = true; ///< false: others own it
  std::string note;
  bool hands_off = false; ///< `manage: additive`, whatever stands at the top
  std::vector<item> members;
  std::vector<std::string> roles;
};

struct user_entry {
  std::string key;
  std::string note;
  std::vector<std::string> roles; ///< none: the entry is empty, and his roles are not managed
};

/// The roles of one group or user in a project.
struct holder {
  std::string key;
  std::string note;
  std::vector<std::string> roles;
};

struct project_entry {
  std::string key;
  std::string name; ///< the live one
  std::optional<pin> live;
  bool hands_off = false;
  std::vector<std::string> notes;
  std::vector<role_entry> roles;
  std::vector<holder> groups;
  std::vector<holder> users;
};

struct permission_set {
  std::string key;
  std::vector<std::string> permissions;
};

/// Grants that every active project of a name has today.
struct suggestion {
  std::string match; ///< a glob
  std::size_t projects = 0;
  std::vector<holder> groups;
};

/// Entries are in byte order of their keys.
struct outline {
  std::optional<std::string> organization;
  std::vector<std::string> except_roles;  ///< globs over what cannot be written
  std::vector<std::string> except_groups; ///< the same
  std::vector<permission_set> sets;
  std::vector<role_entry> roles;
  std::vector<role_entry> project_roles;
  std::vector<group_entry> groups;
  std::vector<user_entry> users;
  std::vector<project_entry> projects;
  std::vector<suggestion> suggestions;

  std::vector<std::string> notes;       ///< what was left out, and why
  std::vector<std::string> group_notes; ///< the same, of groups
  std::vector<std::string> user_notes;  ///< the same, of users
  std::vector<std::string> unsafe;      ///< what `authoritative` would take away, since it cannot be written
};

} // namespace rolecall::exporter
