#include "live/needed_lists.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::live {

using model::list_kind;
using model::list_ref;
using model::principal_kind;

bool needed_lists::need(list_ref list) {
  if (live_.has_read(list)) return true;
  if (list.kind == list_kind::user_roles && live_.is_nobody(list.principal_id)) return false;
  if (!live_.unreadable.contains(list)) lists_.insert(std::move(list));
  return false;
}

bool needed_lists::need(list_kind kind, const std::string& project_id, const std::string& principal_id) {
  return need(list_ref{kind, project_id, principal_id});
}

bool needed_lists::need_grants(const std::string& project_id, principal_kind kind,
                               const std::string& principal_id) {
  return need(model::grants_of(project_id, kind, principal_id));
}

void needed_lists::need_all_group_holders(const std::string& project_id) {
  if (!project_id.empty()) {
    const list_ref listed{list_kind::project_groups, project_id, {}};
    if (!need(listed)) return;
    for (const std::string& id : live_.listed(listed)) need_grants(project_id, principal_kind::group, id);
  } else if (need(list_kind::groups)) {
    for (const model::live_group& group : live_.groups) need_grants({}, principal_kind::group, group.id);
  }
}

bool was_asked_for(const std::string& email, const model::organization& live) {
  const auto asks = [&](const auto& entry) { return std::ranges::binary_search(entry.first.emails, email); };
  return live.has_read({list_kind::users, {}, {}}) || std::ranges::any_of(live.read, asks) ||
         std::ranges::any_of(live.unreadable, asks);
}

} // namespace rolecall::live
