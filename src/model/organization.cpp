#include "model/organization.hpp"

#include "base/stable_hash.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

namespace rolecall::model {
namespace {

template <class Thing>
const Thing* find_by_id(const std::vector<Thing>& things, const std::string& id) {
  const auto at = std::ranges::lower_bound(things, id, {}, &Thing::id);
  return at != things.end() && at->id == id ? &*at : nullptr;
}

constexpr std::array<std::string_view, 4> predefined_names{"member", "owner", "reader", "viewer"};

std::optional<std::string> after_prefix(std::string_view text, std::string_view prefix,
                                        std::string_view end) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  return std::string(text.substr(0, text.find(end)));
}

/// Most readings change few of the lists.
template <class Thing, class Key = std::identity>
void sort_if_changed(std::vector<Thing>& things, Key key = {}) {
  if (!std::ranges::is_sorted(things, {}, key)) std::ranges::sort(things, {}, key);
}

} // namespace

const live_role* organization::role(const std::string& role_id) const { return find_by_id(roles, role_id); }
const live_group* organization::group(const std::string& group_id) const {
  return find_by_id(groups, group_id);
}
const live_project* organization::project(const std::string& project_id) const {
  return find_by_id(projects, project_id);
}

const live_user* organization::user(const std::string& user_id) const { return find_by_id(users, user_id); }

bool organization::is_nobody(const std::string& user_id) const {
  if (user(user_id)) return false;
  const bool is_person = user_id.starts_with("user-");
  return unheard_of.contains(user_id) || (is_person && has_read({list_kind::users, {}, {}}));
}

const std::vector<std::string>& organization::listed(const list_ref& list) const {
  static const std::vector<std::string> none;
  const auto found = members.find(list);
  return found == members.end() ? none : found->second;
}

void organization::sort() {
  sort_if_changed(roles, &live_role::id);
  sort_if_changed(groups, &live_group::id);
  sort_if_changed(projects, &live_project::id);
  sort_if_changed(users, &live_user::id);
  sort_if_changed(invites, &live_invite::id);
  sort_if_changed(grants);
}

bool may_be_its_own(const live_grant& held, const organization& live) {
  if (held.source == grant_source::direct || held.source == grant_source::inherited)
    return held.source == grant_source::direct;
  const auto inside = live.members.find({list_kind::project_users, held.project_id, {}});
  return inside == live.members.end() || std::ranges::count(inside->second, held.principal_id) > 0;
}

std::string plain_name(const live_role& role) {
  if (!role.predefined) return role.name;
  for (const std::string_view prefix : {"role-api-organization-", "role-api-project-"}) {
    if (auto plain = after_prefix(role.id, prefix, "__"); plain && is_predefined_name(*plain)) return *plain;
  }
  // "Project Member", "Organization Owner", "Member": the display forms seen, in any case.
  const std::string name = base::lower(role.name);
  for (const std::string_view prefix : {"project ", "organization ", ""}) {
    if (!name.starts_with(prefix)) continue;
    if (std::string plain = name.substr(prefix.size()); is_predefined_name(plain)) return plain;
  }
  return role.name;
}

std::string passing_name(const std::string& id) {
  return "rolecall renames " + base::hex(base::stable_hash(id));
}

std::optional<std::string> organization_of_role_id(const std::string& role_id) {
  constexpr std::string_view mark = "__api-organization__";
  const auto at = role_id.find(mark);
  if (!role_id.starts_with("role-api-organization-") || at == std::string::npos) return std::nullopt;
  std::string id = role_id.substr(at + mark.size());
  if (id.empty()) return std::nullopt;
  return id;
}

bool is_predefined_name(const std::string& name) {
  return std::ranges::any_of(predefined_names,
                             [&](std::string_view known) { return base::same_but_case(name, known); });
}

} // namespace rolecall::model
