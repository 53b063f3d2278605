#include "apply/explanations.hpp"

#include "apply/items.hpp"

#include <algorithm>

namespace rolecall::apply {
namespace {

using model::list_kind;
using model::list_ref;
using plan::listed_item;

bool creates(const plan::action& what) {
  return std::holds_alternative<plan::create_role>(what) ||
         std::holds_alternative<plan::create_group>(what) ||
         std::holds_alternative<plan::create_project>(what) ||
         std::holds_alternative<plan::invite_user>(what);
}

bool changes_content(const plan::update_role& what) {
  return what.after.description || what.before.permissions != what.after.permissions;
}

/// Whether a role permits, and is described, as before or after the change.
bool is_between(const plan::update_role& what, const model::live_role& is) {
  const auto described = [&](const plan::role_body& as) {
    return as.description.value_or("") == is.description.value_or("");
  };
  return (is.permissions == what.before.permissions || is.permissions == what.after.permissions) &&
         (described(what.before) || (what.after.description && described(what.after)));
}

} // namespace

explanations::explanations(const plan::plan& p, const model::organization& now, const traces& seen)
    : p_(p), now_(now), seen_(seen) {
  for (const auto& [i, id] : seen_.made) note_made(i, id);
  note_ended_owners();
}

void explanations::note_made(std::size_t i, const std::string& id) {
  const plan::action& what = p_.operations[i].what;
  if (const auto* role = std::get_if<plan::delete_role>(&what)) deleted_roles_.insert(role->role_id);
  const auto* lost = std::get_if<plan::unassign_role>(&what);
  if (lost && lost->project_id.empty() && lost->demotes)
    demoted_.insert(model::grants_of({}, lost->kind, lost->principal_id));
  if (creates(what) && !id.empty()) made_items_.emplace(seen_.of.at(i).list, id);
}

/// Of an owner of two kinds the plan may end one, and the list of users may tell only that one. Whether it
/// has ended is told by a list that may not have been read yet.
void explanations::note_ended_owners() {
  for (std::size_t i = 0; i < p_.operations.size(); ++i) {
    const auto* lost = std::get_if<plan::unassign_role>(&p_.operations[i].what);
    if (!lost || !lost->project_id.empty()) continue;
    const list_ref held = model::grants_of({}, lost->kind, lost->principal_id);
    if (seen_.made.contains(i) || (!now_.has_read(held) && !now_.unreadable.contains(held)))
      ended_owners_.insert(owner_item(lost->principal_id));
  }
}

template <class... Actions>
bool explanations::is_made(std::size_t i) const {
  const bool kind = (std::holds_alternative<Actions>(p_.operations[i].what) || ...);
  return kind && seen_.made.contains(i);
}

bool explanations::of_end(const list_ref& list, const std::string& item) const {
  if (list.kind == list_kind::project_groups && seen_.deleted_groups.contains(item)) return true;
  if (deleted_roles_.contains(item)) return true; // a role that a principal held
  if (is_owner_item(item) && ended_owners_.contains(item)) return true;
  return std::ranges::any_of(seen_.on(list, item), [&](std::size_t i) {
    return is_made<plan::delete_role, plan::delete_group, plan::remove_member, plan::unassign_role,
                   plan::leave_project>(i) ||
           std::holds_alternative<plan::invite_user>(p_.operations[i].what);
  });
}

bool explanations::of_new(const list_ref& list, const listed_item& is) const {
  if (made_items_.contains({list, is.id})) return true;
  if (is.id == "predefined:reader" && demoted_.contains(list)) return true;
  return std::ranges::any_of(seen_.on(list, is.id), [&](std::size_t i) {
    const bool renamed = seen_.of.at(i).name == is.name && is_made<plan::update_role, plan::rename_group>(i);
    return renamed || is_made<plan::add_member, plan::assign_role>(i);
  });
}

bool explanations::of_change(const list_ref& list, const listed_item& was) const {
  if (list.kind == list_kind::groups) return of_renamed_group(was);
  const bool roles = list.kind == list_kind::organization_roles || list.kind == list_kind::project_roles;
  if (!roles) return false;
  const model::live_role* is = custom_role(list, was.id, now_);
  bool name = is->name == was.name;
  const plan::update_role* tells = nullptr; // of content: who only renames leaves it as it is
  for (const std::size_t i : seen_.on(list, was.id)) {
    const auto* what = std::get_if<plan::update_role>(&p_.operations[i].what);
    if (!what) continue;
    name = name || is->name == what->name.to;
    if (!tells || changes_content(*what)) tells = what;
  }
  return tells && name && is_between(*tells, *is);
}

bool explanations::of_renamed_group(const listed_item& was) const {
  const list_ref list{list_kind::groups, {}, {}};
  const model::live_group* is = now_.group(was.id);
  return is && is->owner == model::group_owner::organization &&
         std::ranges::any_of(seen_.on(list, was.id),
                             [&](std::size_t i) { return seen_.of.at(i).name == is->name; });
}

} // namespace rolecall::apply
