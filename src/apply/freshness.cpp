#include "apply/freshness.hpp"

#include "apply/judge.hpp"
#include "model/owners.hpp"

#include <algorithm>
#include <set>

namespace rolecall::apply {
namespace {

/// Whether an operation takes away what nobody has seen, should `list` have grown or been read with a gap: a
/// role goes with whoever holds it, a group with whatever it holds.
struct rests_on {
  const model::list_ref& list;
  bool operator()(const plan::delete_role& what) const { return list.project_id == what.project_id; }
  bool operator()(const plan::delete_group& what) const {
    return list.kind == model::list_kind::projects || list.principal_id == what.group_id;
  }
  bool operator()(const auto&) const { return false; }
};

bool gives_ownership(const std::string& group_id, const model::organization& live) {
  return std::ranges::count(model::owner_grants(live), group_id, &model::live_grant::principal_id) > 0;
}

/// Whether an operation must not happen but for what is known of the organization's owners: how many are
/// left, and who is one, and so loses nothing in a project.
struct depends_on_owners {
  const model::organization& live;
  bool operator()(const plan::unassign_role& what) const {
    const model::live_role* role = live.role(what.role_id);
    const bool in_project = !what.project_id.empty() && what.kind == model::principal_kind::user;
    return in_project || (role && model::is_owner_role(*role));
  }
  bool operator()(const plan::remove_member& what) const { return gives_ownership(what.group_id, live); }
  bool operator()(const plan::delete_group& what) const { return gives_ownership(what.group_id, live); }
  bool operator()(const plan::leave_project& what) const { return what.kind == model::principal_kind::user; }
  bool operator()(const auto&) const { return false; }
};

/// Whether `list` tells, as far as is known, of an owner, or of whoever may have become one.
bool tells_of_owners(const model::list_ref& list, const plan::plan& plan, const model::organization& live) {
  switch (list.kind) {
  case model::list_kind::users: return true;
  case model::list_kind::group_members:
  case model::list_kind::group_roles: return gives_ownership(list.principal_id, live);
  case model::list_kind::user_roles:
    return model::is_owner(list.principal_id, live) ||
           std::ranges::any_of(plan.operations, [&](const plan::operation& op) {
             const auto* loss = std::get_if<plan::unassign_role>(&op.what);
             return loss && loss->principal_id == list.principal_id;
           });
  default: return false;
  }
}

/// What a grant gives, and to whom: the role, and who is in the group.
struct is_given {
  const model::list_ref& list;
  bool operator()(const plan::assign_role& what) const {
    if (list.kind == model::list_kind::group_members)
      return what.kind == model::principal_kind::group && list.principal_id == what.principal.id;
    const auto roles =
        what.project.id.empty() ? model::list_kind::organization_roles : model::list_kind::project_roles;
    return list.kind == roles && list.project_id == what.project.id;
  }
  bool operator()(const auto&) const { return false; }
};

} // namespace

std::vector<model::list_ref> lists_to_recheck(const plan::plan& plan, const model::organization& live,
                                              std::chrono::steady_clock::time_point now,
                                              std::chrono::steady_clock::duration age) {
  std::vector<model::list_ref> doubtful;
  for (const auto& [list, read] : live.read) {
    if (read.pages > 1 || now - read.at > age) doubtful.push_back(list);
  }
  std::set<model::list_ref> out;
  for (const plan::operation& op : plan.operations) {
    for (const model::list_ref& list : doubtful) {
      if (std::visit(rests_on{list}, op.what)) out.insert(list);
    }
    const ids known = ids_in(op.what);
    const model::list_ref list = list_of(op, known);
    const auto read = live.read.find(list);
    if (read == live.read.end()) continue; // of a thing that this plan makes
    const bool removal = plan::verb_of(op.what) == plan::verb::remove;
    if (now - read->second.at > age || (removal && read->second.pages > 1)) out.insert(list);
  }
  const bool owners = std::ranges::any_of(plan.operations, [&](const plan::operation& op) {
    return std::visit(depends_on_owners{live}, op.what);
  });
  for (const auto& [list, read] : live.read) {
    if (now - read.at <= age) continue;
    const bool given = std::ranges::any_of(plan.operations, [&list = list](const plan::operation& op) {
      return std::visit(is_given{list}, op.what);
    });
    if (given || (owners && tells_of_owners(list, plan, live))) out.insert(list);
  }
  return {out.begin(), out.end()};
}

} // namespace rolecall::apply
