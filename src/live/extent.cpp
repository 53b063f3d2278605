#include "live/extent.hpp"

#include <algorithm>

namespace rolecall::live {

namespace {

bool is_of_grants(model::list_kind kind) {
  switch (kind) {
  case model::list_kind::group_roles:
  case model::list_kind::user_roles:
  case model::list_kind::project_group_roles:
  case model::list_kind::project_user_roles: return true;
  default: return false;
  }
}

} // namespace

extent extent_of(const model::organization& live) {
  extent out;
  out.things =
      live.roles.size() + live.groups.size() + live.projects.size() + live.users.size() + live.invites.size();
  out.lists =
      live.members.size() + static_cast<std::size_t>(std::ranges::count_if(
                                live.read, [](const auto& list) { return !is_of_grants(list.first.kind); }));
  out.told = live.unreadable.size() + live.unheard_of.size();
  out.id = live.id;
  return out;
}

} // namespace rolecall::live
