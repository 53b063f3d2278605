#pragma once

// Whether an operation's aim is reached, told from a complete list. How a doubtful write is settled, how an
// unnecessary one is recognised, and how every one is confirmed in the end. Pure.

#include "api/client.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rolecall::apply {

/// The ids an operation works with: those of the plan, or those that earlier operations brought.
struct ids {
  std::string project;
  std::string principal;
  std::string role;
};

/// Those that `what` names itself; empty where an operation before it brings them.
ids ids_in(const plan::action& what);
/// `what` with the ids that were found out.
plan::action with_ids(plan::action what, const ids& known);

/// The list that shows what the operation does.
model::list_ref list_of(const plan::operation& op, const ids& known);

/// By what that list has what the operation is about: the id of an item, or the name that it makes. Empty:
/// the list is of the roles of one principal.
std::string key_in_list(const plan::action& what);

enum class verdict {
  reached, ///< live is as the operation wants it
  not_yet, ///< live is as it was before
  differs  ///< neither: somebody else was here
};

struct judgement {
  verdict is = verdict::not_yet;
  std::string detail; ///< with `differs`: what was found
  std::string id;     ///< of what a creation made, or found made
};

/// `seen` is the complete list that list_of() names, or what it has by key_in_list().
judgement judge(const plan::operation& op, const ids& known, const api::list_answer& seen);

/// Whether a list that shows the aim of a request reached shows that by this request. What a group may give
/// as well does not, before the group has lost it.
bool proves(const plan::operation& op, const ids& known, const api::list_answer& seen);

/// Whether a list of what somebody holds shows the role as what may be his own.
bool shows_role(const api::list_answer& seen, const std::string& role_id);

/// The id of somebody in a group, or of a role that it holds, who was not there before; nothing: there is
/// none, or the list is of something else.
std::optional<std::string> newcomer(const plan::precondition& before, const api::list_answer& seen);

/// The lists that tell who is in a thing that was found by its name where `what` would have made it, and
/// what it holds: whoever gives it something gives it to them, too. None, where that is nobody's gain. What
/// a group holds in projects is not among them: that would be a call for each project.
std::vector<model::list_ref> lists_inside(const plan::action& what, const std::string& id);

} // namespace rolecall::apply
