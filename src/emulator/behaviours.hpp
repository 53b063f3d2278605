#pragma once

// Where the real service's behaviour is not known, the emulator can behave either way. One table says how.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::emulator {

enum class knob : std::size_t {
  duplicate_name,
  assign_again,
  unassign_absent,
  present_in_project,
  delete_in_use,
  change_predefined,
  edit_scim,
  alias_in_path,
  nonmember_role,
  last_role,
  unassign_owner,
  drop_membership,
  inherited,
  direct_source,
  create_status,
  permission_order,
  unknown_permission,
  null_permissions,
  predefined_names,
  emails_filter,
  archived_roles,
  stale_reads,
  empty_page,
  shifting,
  next_cursor,
  last_id,
  limit_range,
  rate_limit,
  missing_scope,
  cursor_loop,
  no_has_more,
  count_of_knobs
};

/// `behaviour`: a client must reach its goal under every value. `fault`: it must fail as documented.
enum class knob_kind { behaviour, fault };

struct knob_row {
  std::string_view name;
  knob_kind kind;
  std::string_view default_value;
  std::vector<std::string_view> others; ///< the other values, or examples of them where there are many
  std::string_view meaning;
  bool open = false; ///< other values follow a grammar of their own
};

std::span<const knob_row> all_knobs();

/// One line each: NAME KIND DEFAULT VALUE...
std::string list_of_knobs();

/// rate_limit=N:FORM
struct rate_rule {
  int per_minute = 0;
  std::string form; ///< header, fraction, date, ms, text, none
};

/// stale_reads=SECONDS, or Nreads, which are over after ten seconds, too. `reads` may be zero.
struct stale_rule {
  double seconds = 0;
  int reads = 0;
};

/// missing_scope=STATUS or STATUS:PROJECT_ID
struct scope_rule {
  int status = 0;
  std::string project; ///< empty: everything
};

class behaviours {
public:
  behaviours();

  /// Nothing if done, else what is wrong with it and what would be right.
  std::optional<std::string> set(std::string_view name, std::string_view value);
  /// The form NAME=VALUE.
  std::optional<std::string> set(std::string_view assignment);

  [[nodiscard]] const std::string& value(knob which) const {
    return values_[static_cast<std::size_t>(which)];
  }
  /// Whether the value is that one; it must be one of the table's.
  [[nodiscard]] bool is(knob which, std::string_view expected) const;
  /// For those whose values are statuses; 200 for values that are words.
  [[nodiscard]] int status(knob which) const;

  [[nodiscard]] std::optional<rate_rule> rate_limit() const;
  [[nodiscard]] std::optional<stale_rule> stale_reads() const;
  [[nodiscard]] std::optional<scope_rule> missing_scope() const;

private:
  std::array<std::string, static_cast<std::size_t>(knob::count_of_knobs)> values_;
};

} // namespace rolecall::emulator
