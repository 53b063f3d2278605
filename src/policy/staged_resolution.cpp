#include "policy/staged_resolution.hpp"

#include "policy/live_names.hpp"

#include <algorithm>

namespace rolecall::policy {

void staged_resolution::advance(const model::organization& live, model::symbols& names) {
  if (of_ == extent_of(live)) return name_grants(live, names, want_);
  renew(live, names);
}

void staged_resolution::renew(const model::organization& live, model::symbols& names) {
  want_ = resolve(policy_, live, names, only_);
  of_ = extent_of(live);
}

staged_resolution::extent staged_resolution::extent_of(const model::organization& live) {
  extent out;
  out.things =
      live.roles.size() + live.groups.size() + live.projects.size() + live.users.size() + live.invites.size();
  const auto others =
      std::ranges::count_if(live.read, [](const auto& list) { return !model::holder_kind(list.first.kind); });
  out.lists = live.members.size() + static_cast<std::size_t>(others);
  out.told = live.unreadable.size() + live.unheard_of.size();
  out.id = live.id;
  return out;
}

} // namespace rolecall::policy
