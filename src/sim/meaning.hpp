#pragma once

// What a write means to the organization, read from the request alone; and which operation of a plan it
// serves.

#include "emulator/state.hpp"
#include "http/message.hpp"
#include "plan/plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rolecall::sim {

enum class deed {
  create_project,
  create_invite,
  delete_invite,
  create_role,
  update_role,
  delete_role,
  create_group,
  rename_group,
  delete_group,
  add_member,
  remove_member,
  assign,
  unassign,
  enter, ///< into a project, with a first role
  leave,
  set_legacy_role,
  other
};

struct meaning {
  deed what = deed::other;
  std::string project; ///< id; empty: the organization
  emulator::principal who;
  std::string group; ///< id, of a membership
  std::string role;  ///< id; of `enter` by a user and of set_legacy_role a plain name
  std::string name;  ///< of what is created or renamed, or an e-mail
  std::optional<std::vector<std::string>> permissions; ///< sorted
};

/// `what` is a POST or DELETE of the API.
meaning meaning_of(const http::request& what);

/// Whether access may grow by it, or somebody's does.
bool is_removal(deed what);

/// Ids of what operations of a plan have made, with the index of each.
using made_ids = std::map<std::string, std::size_t>;

/// Ids against what an operation of a plan names, or another one makes.
struct finder {
  const plan::plan& p;
  const emulator::state& org;
  const made_ids& made;

  /// Whether `id` is what `t` means.
  [[nodiscard]] bool is(const plan::target& t, const std::string& id) const;
  [[nodiscard]] bool is_role(const plan::target& t, const std::string& id) const;
  /// Nothing: it is not there.
  [[nodiscard]] const emulator::scope* scope(const std::string& project) const;
  [[nodiscard]] const emulator::scope* scope(const plan::target& project) const;
};

/// The operations that `asked` may serve, by index; the organization is as it is before.
std::vector<std::size_t> served_by(const meaning& asked, const finder& find);

/// Whether the organization is as the operation wants it; of a passing rename: always.
bool is_so(const plan::operation& op, const finder& find);

} // namespace rolecall::sim
