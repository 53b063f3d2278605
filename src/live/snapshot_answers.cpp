#include "live/snapshot.hpp"

#include <algorithm>

namespace rolecall::live {
namespace {

using model::list_kind;
using model::list_ref;

/// The list that tells who is in the project whose grants `list` is about.
list_ref membership_of(const list_ref& list) {
  const bool group = list.kind == list_kind::project_group_roles;
  return {group ? list_kind::project_groups : list_kind::project_users, list.project_id, {}};
}

bool is_outside(const list_ref& list, const model::organization& whole) {
  if (list.kind != list_kind::project_group_roles && list.kind != list_kind::project_user_roles) return false;
  const list_ref inside = membership_of(list);
  return whole.has_read(inside) && std::ranges::count(whole.listed(inside), list.principal_id) == 0;
}

std::vector<std::string> ids_of(const std::vector<std::string>& emails, const model::organization& whole) {
  std::vector<std::string> out;
  for (const std::string& id : whole.listed({list_kind::users, {}, {}})) {
    const model::live_user* user = whole.user(id);
    if (user && std::ranges::binary_search(emails, user->email)) out.push_back(id);
  }
  return out;
}

bool answers(model::organization& whole, const list_ref& list) {
  if (whole.has_read(list) || is_outside(list, whole)) return true;
  if (list.kind != list_kind::users_by_email || !whole.has_read({list_kind::users, {}, {}})) return false;
  whole.members[list] = ids_of(list.emails, whole);
  return true;
}

} // namespace

std::vector<list_ref> lacking(std::vector<list_ref> lists, model::organization& snapshot) {
  std::erase_if(lists, [&](const list_ref& list) {
    if (!answers(snapshot, list)) return false;
    snapshot.read.try_emplace(list, model::list_read{1, {}});
    return true;
  });
  return lists;
}

} // namespace rolecall::live
