#pragma once

// What each action holds, named once: plan_json.cpp writes it and plan_read.cpp reads it back, so that
// neither can forget a member. Inside this folder only.

#include "plan/plan.hpp"

#include <string_view>

namespace rolecall::plan {

/// The word for an action in JSON. Part of the format.
template <class Action>
constexpr std::string_view kind_of = "";
template <>
inline constexpr std::string_view kind_of<create_project> = "create_project";
template <>
inline constexpr std::string_view kind_of<invite_user> = "invite_user";
template <>
inline constexpr std::string_view kind_of<create_role> = "create_role";
template <>
inline constexpr std::string_view kind_of<update_role> = "update_role";
template <>
inline constexpr std::string_view kind_of<delete_role> = "delete_role";
template <>
inline constexpr std::string_view kind_of<create_group> = "create_group";
template <>
inline constexpr std::string_view kind_of<rename_group> = "rename_group";
template <>
inline constexpr std::string_view kind_of<delete_group> = "delete_group";
template <>
inline constexpr std::string_view kind_of<add_member> = "add_member";
template <>
inline constexpr std::string_view kind_of<remove_member> = "remove_member";
template <>
inline constexpr std::string_view kind_of<assign_role> = "assign_role";
template <>
inline constexpr std::string_view kind_of<unassign_role> = "unassign_role";
template <>
inline constexpr std::string_view kind_of<leave_project> = "leave_project";

// `take(name, member)` is called for every member. What the reader calls an `id` is never empty in a plan.

void each_field(create_project& what, auto&& take) { take("name", what.name); }
void each_field(invite_user& what, auto&& take) {
  take("email", what.email);
  take("expired_id", what.expired_id);
}
void each_field(create_role& what, auto&& take) {
  take("project", what.project);
  take("name", what.name);
  take("after", what.after);
}
void each_field(update_role& what, auto&& take) {
  take("project_id", what.project_id);
  take("role_id", what.role_id);
  take("name", what.name);
  take("before", what.before);
  take("after", what.after);
}
void each_field(delete_role& what, auto&& take) {
  take("project_id", what.project_id);
  take("role_id", what.role_id);
  take("before", what.before);
}
void each_field(create_group& what, auto&& take) { take("name", what.name); }
void each_field(rename_group& what, auto&& take) {
  take("group_id", what.group_id);
  take("name", what.name);
}
void each_field(delete_group& what, auto&& take) {
  take("group_id", what.group_id);
  take("cascades", what.cascades);
}
void each_field(add_member& what, auto&& take) {
  take("group", what.group);
  take("user_id", what.user_id);
}
void each_field(remove_member& what, auto&& take) {
  take("group_id", what.group_id);
  take("user_id", what.user_id);
}
void each_field(assign_role& what, auto&& take) {
  take("project", what.project);
  take("principal_kind", what.kind);
  take("principal", what.principal);
  take("role", what.role);
  take("enters", what.enters);
  take("joins_as", what.joins_as);
  take("behind_group", what.behind_group);
}
void each_field(unassign_role& what, auto&& take) {
  take("project_id", what.project_id);
  take("principal_kind", what.kind);
  take("principal_id", what.principal_id);
  take("role_id", what.role_id);
  take("demotes", what.demotes);
  take("behind_group", what.behind_group);
}
void each_field(leave_project& what, auto&& take) {
  take("project_id", what.project_id);
  take("principal_kind", what.kind);
  take("principal_id", what.principal_id);
}

} // namespace rolecall::plan
