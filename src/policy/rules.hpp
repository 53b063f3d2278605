#pragma once

// Every rule a policy can break. The number of a rule is its public id and never changes its meaning.
// 1-9 files, 10-19 bytes, 20-39 YAML, 40-59 shape, 60-79 names, 80-99 what names refer to, 100-119 live
// names, 120-129 permissions and what has no effect, 130-139 `allow`. docs/rules.md lists them.

#include "base/diagnostic.hpp"

#include <span>
#include <string>
#include <string_view>

namespace rolecall::policy {

enum class rule {
  cannot_read = 1,
  not_a_file = 2,
  outside_folder = 3,
  too_many_files = 4,
  too_large = 5,
  no_files = 6,
  read_twice = 7,

  not_utf8 = 10,
  invalid_utf8 = 11,
  control_character = 12,
  carriage_return = 13,
  tab_indentation = 14,
  secret = 15,
  unexpanded = 16,
  no_final_newline = 17,

  syntax = 20,
  needs_quotes = 21,
  unclosed_quote = 22,
  empty_file = 23,
  several_documents = 24,
  anchor_or_alias = 25,
  merge_key = 26,
  tag = 27,
  key_not_text = 28,
  duplicate_key = 29,
  too_deep = 30,
  too_many_nodes = 31,
  directive = 32,

  wrong_type = 40,
  no_value = 41,
  unknown_key = 42,
  missing_key = 44,
  wrong_version = 45,
  wrong_word = 46,
  not_together = 47,
  top_files_only = 48,
  missing_blank = 49,

  empty_name = 60,
  long_name = 61,
  hidden_character = 62,
  outer_blank = 63,
  predefined_name = 64,
  same_name = 65,
  mixed_scripts = 66,
  differs_in_case = 67,
  bad_id = 68,
  bad_permission = 69,

  unknown_role = 80,
  unknown_group = 81,
  unknown_set = 82,
  set_cycle = 83,
  no_shared_role = 84,
  declared_twice = 85,
  listed_twice = 86,
  no_permissions = 87,
  replaces_shared = 88,
  excepted = 89,
  same_id = 90,
  old_name_declared = 91,
  old_name_twice = 92,

  ambiguous_name = 100,
  pinned_name_differs = 101,
  other_organization = 102,
  same_project = 103,
  several_old_names = 104,
  old_name_is_live = 105,
  template_matches_nothing = 106,
  templates_disagree = 107,
  same_user = 108,

  unknown_permission = 120,
  organization_permission = 121,
  project_permission = 122,
  unheld_role = 123,
  empty_group = 124,
  idle_group = 125,
  unused_set = 126,
  implied_by_role = 127,
  implied_by_owner = 128,
  implied_by_group = 129,

  allow_rule = 130,
  allow_address = 131,
  allow_reason = 132,
  unused_allowance = 133,
};

struct rule_info {
  rule number;
  std::string_view name;    ///< a few words joined by '-', for people who search
  base::severity level;     ///< unless a caller says otherwise
  std::string_view meaning; ///< one line
};

/// All rules, by number.
std::span<const rule_info> rules();

/// The entry of `which`; every enumerator has one.
const rule_info& about(rule which);

/// Whether `allow` may name it: a warning about a thing that has an address.
bool can_be_accepted(const rule_info& r);

/// Whether it takes the organization to break this rule.
bool is_live(rule which);

/// "RC042".
std::string id_of(rule which);

} // namespace rolecall::policy
