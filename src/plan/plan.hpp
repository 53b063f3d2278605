#pragma once

// A plan: the operations that turn the live organization into the wanted one, in order, with everything a
// reviewer must know beside them. A value; made by planner, shown by report, carried out by apply.

#include "base/diagnostic.hpp"
#include "model/address.hpp"
#include "model/desired.hpp"
#include "model/facts.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rolecall::plan {

/// Something an operation needs the id of: it has one, or the operation at index `made_by` will bring it.
struct target {
  std::string id;
  std::optional<std::size_t> made_by;
  bool operator==(const target&) const = default;
};

/// What can be seen of a role beside its name.
struct role_body {
  std::optional<std::string> description; ///< in `after`: nothing means left alone
  std::vector<std::string> permissions;   ///< sorted, without duplicates
  bool operator==(const role_body&) const = default;
};

/// A name that a live thing had, and the one it gets.
struct rename {
  std::string from;
  std::string to;
  bool operator==(const rename&) const = default;
};

// The closed set of changes. `project_id`, and a `project` without id that nothing makes, mean the
// organization where they are empty.

struct create_project {
  std::string name;
  bool operator==(const create_project&) const = default;
};
/// As a reader of the organization; the rest waits for the acceptance.
struct invite_user {
  std::string email;
  std::string expired_id; ///< of an invitation that ran out and is deleted first; may be empty
  bool operator==(const invite_user&) const = default;
};
struct create_role {
  target project;
  std::string name;
  role_body after;
  bool operator==(const create_role&) const = default;
};
struct update_role {
  std::string project_id;
  std::string role_id;
  rename name; ///< both the same where it is not renamed
  role_body before;
  role_body after;
  bool operator==(const update_role&) const = default;
};
struct delete_role {
  std::string project_id;
  std::string role_id;
  role_body before;
  bool operator==(const delete_role&) const = default;
};
struct create_group {
  std::string name;
  bool operator==(const create_group&) const = default;
};
struct rename_group {
  std::string group_id;
  rename name;
  bool operator==(const rename_group&) const = default;
};
struct delete_group {
  std::string group_id;
  std::vector<model::address> cascades; ///< grants and memberships that go with it
  bool operator==(const delete_group&) const = default;
};
struct add_member {
  target group;
  std::string user_id;
  bool operator==(const add_member&) const = default;
};
struct remove_member {
  std::string group_id;
  std::string user_id;
  bool operator==(const remove_member&) const = default;
};

/// How a principal that gets a role in a project comes into it.
enum class entry {
  inside, ///< it is there, or comes by another operation that this one waits for; or this is the organization
  joins,  ///< the request that adds it to the project brings this role
  tries   ///< a user is given the role directly; if only members may have it, he is `member` in passing
};
struct assign_role {
  target project;
  model::principal_kind kind = model::principal_kind::group;
  target principal;
  target role;
  entry enters = entry::inside;
  std::string joins_as; ///< of a user that joins: "member" or "owner"
  /// A group of that user gives the role before, while or after the plan is carried out, and lists may not
  /// tell whose it is: that they show it proves nothing.
  bool behind_group = false;
  bool operator==(const assign_role&) const = default;
};
struct unassign_role {
  std::string project_id;
  model::principal_kind kind = model::principal_kind::group;
  std::string principal_id;
  std::string role_id;
  bool demotes =
      false; ///< of a user who is an owner of the organization: if it is refused he is made a reader
  bool behind_group = false; ///< it may be only his group's: then the server knows of nothing to take
  bool operator==(const unassign_role&) const = default;
};
/// Its last role in the project went: a membership that is still listed goes too.
struct leave_project {
  std::string project_id;
  model::principal_kind kind = model::principal_kind::group;
  std::string principal_id;
  bool operator==(const leave_project&) const = default;
};

using action = std::variant<create_project, invite_user, create_role, update_role, delete_role, create_group,
                            rename_group, delete_group, add_member, remove_member, assign_role, unassign_role,
                            leave_project>;

/// Stages of the order. An operation waits only for those it names in `after`, unless the plan revokes first.
enum class stage {
  create,
  early_addition,
  removal,
  mixed_update,
  late_addition,
  deletion,
  own_rights ///< whatever ends the rights of who applies it goes last
};

/// Where a stage stands in the order: usually as above. Where removals come first, deletions are among them;
/// mixed updates follow, then all additions.
std::size_t place_of(stage of, bool revoke_first);

enum class wait_reason {
  uses,           ///< needs what the other makes, or removes what the other still uses
  phantom_access, ///< before the other, somebody would hold what is in neither the old nor the new state
  kept_access,    ///< before the other, somebody would lose what he keeps
  owners,         ///< before the other, the organization might lose its last owner
  own_rights      ///< after it, who applies the plan may not be able to do the other
};

struct dependency {
  std::size_t on = 0; ///< index of an operation
  wait_reason why = wait_reason::uses;
  auto operator<=>(const dependency&) const = default;
};

struct operation {
  model::address at;
  action what;
  plan::stage stage = plan::stage::create;
  std::vector<dependency> after;           ///< sorted
  std::optional<base::source_range> cause; ///< the policy line that wants it; none for a removal
  std::vector<base::source_range> also;    ///< other lines that want the same
  std::optional<model::address> previous;  ///< of a rename: the address it had
  bool operator==(const operation&) const = default;
};

enum class verb { create, update, remove };
verb verb_of(const action& what);

/// Live things that an additive, blocked or foreign list keeps.
enum class keep_reason {
  additive,
  blocked_line,
  identity_provider,
  tenant,
  unknown_owner,
  organization_reader,
  organization_owner,
  unnamed_account
};
struct kept_fact {
  model::address at;
  keep_reason why = keep_reason::additive;
  bool operator==(const kept_fact&) const = default;
};

/// While the plan runs, from one operation to another, `who` lacks a permission held before and after.
struct access_gap {
  model::address who;
  std::string permission;
  std::size_t lost_by = 0;
  std::size_t back_by = 0;
  bool operator==(const access_gap&) const = default;
};

/// One guard's finding. A refusing guard stops an apply before the first write; one that a flag has lifted
/// only says so.
struct guard_result {
  std::string name; ///< "max-removals", "delete-in-use", "min-owners", "lock-out", "protect"
  bool refused = false;
  std::string message; ///< the numbers
  std::string flag;    ///< the exact flag that lifts it, or lifted it
  bool operator==(const guard_result&) const = default;
};

/// An administrator who no longer would be one, were the plan carried out.
struct ended_right {
  std::string user_id;
  std::string shown;       ///< his e-mail, else his id
  bool for_a_time = false; ///< in the end he is one again
  bool lifted = false;     ///< --lock-out named him when the plan was made
  bool operator==(const ended_right&) const = default;
};

/// A list that the policy needs and that could not be read.
struct unreadable_list {
  std::string what; ///< "GET /projects/proj_1/roles"
  std::string why;
  bool operator==(const unreadable_list&) const = default;
};

/// A thing in a list, as it was when the plan was made.
struct listed_item {
  std::string id;
  std::string name;   ///< empty where the list has ids only
  std::string digest; ///< of all that counts of it; empty where the list has ids only
  auto operator<=>(const listed_item&) const = default;
};

/// What must still be so when a saved plan is applied. Where the digest is no longer the list's, `items` and
/// `absent` say what of it the plan rests on; the rest may change.
struct precondition {
  model::list_ref list;
  std::string digest;              ///< of the whole list, decoded and sorted
  bool whole = false;              ///< the plan rests on all of it: `items` has all, and nothing may come
  std::vector<listed_item> items;  ///< sorted
  std::vector<std::string> absent; ///< names that nothing bears yet, because the plan gives them; sorted
  bool operator==(const precondition&) const = default;
};

struct plan {
  std::optional<std::string> organization;
  std::vector<operation> operations;
  std::vector<model::unmet_line> blocked; ///< lines that cannot be carried out
  std::vector<model::unmet_line> waiting; ///< what somebody else must do first; no change
  std::vector<kept_fact> kept;
  std::vector<access_gap> gaps;
  std::vector<guard_result> guards;
  std::vector<ended_right> ends_rights_of; ///< whoever may apply it; sorted by id
  std::vector<unreadable_list> unreadable;
  std::vector<std::string> warnings;
  /// No addition is begun before every removal has ended, however it did; what people keep may be missing
  /// meanwhile, and `gaps` says so.
  bool revoke_first = false;

  // What a plan that is kept for later must know beside.
  std::string policy;            ///< digest of the policy's files; empty: made by no file
  std::vector<std::string> only; ///< globs over addresses, if it is about a part of the organization
  std::vector<precondition> preconditions;

  [[nodiscard]] bool complete() const { return unreadable.empty(); }
  [[nodiscard]] bool refused() const;
  /// Nothing stands against carrying it out (blocked lines do not: the rest is done).
  [[nodiscard]] bool applyable() const { return complete() && !refused(); }
  bool operator==(const plan&) const = default;
};

/// How many operations create, change and remove.
struct summary {
  std::size_t add = 0;
  std::size_t change = 0;
  std::size_t remove = 0;
};
summary summarize(const plan& p);

} // namespace rolecall::plan
