#include "exporter/pages.hpp"

#include <algorithm>

namespace rolecall::exporter {
namespace {

void write_pin(page& to, int level, const std::optional<pin>& live) {
  if (!live) return;
  to.line(level, "id: " + scalar(live->id), live->name ? "" : "others have its name too");
  if (live->name) to.line(level, "name: " + scalar(*live->name), "its live name");
}

/// `key:`, or `key: {}` where nothing comes under it.
void open(page& to, int level, const std::string& key, bool is_empty, const std::string& note) {
  to.line(level, scalar(key) + (is_empty ? ": {}" : ":"), note);
}

void write_role(page& to, int level, const role_entry& role) {
  open(to, level, role.key, role.shared, role.note);
  if (role.shared) return;
  write_pin(to, level + 1, role.live);
  if (!role.create) return to.line(level + 1, "create: false");
  if (role.description) to.line(level + 1, "description: " + scalar(*role.description));
  to.list(level + 1, "permissions", role.permissions);
}

void write_roles(page& to, const std::string& section, const std::vector<role_entry>& roles,
                 const std::string& about) {
  if (roles.empty()) return;
  to.gap();
  to.comment(0, about);
  to.line(0, section + ":");
  for (const role_entry& role : roles) write_role(to, 1, role);
}

void write_sets(page& to, const std::vector<permission_set>& sets) {
  if (sets.empty()) return;
  to.gap();
  to.comment(0, "Permissions that several roles share, used as \"@name\". The names are made up: give them "
                "better ones.");
  to.line(0, "permission_sets:");
  for (const permission_set& set : sets) to.list(1, scalar(set.key), set.permissions);
}

void write_manage(page& to, const outline& of) {
  to.comment(0, "What this policy owns.");
  to.comment(0, "additive: rolecall adds and changes what is written here, and removes nothing.");
  to.comment(0, "authoritative: it also removes what these lists do not have, such as roles that somebody "
                "gave by hand. "
                "They have everything that is there today, so changing the word removes nothing today.");
  for (const std::string& danger : of.unsafe)
    to.comment(0, "BEWARE: authoritative would take away " + danger + ".");
  if (of.except_roles.empty() && of.except_groups.empty()) return to.line(0, "manage: additive");
  to.line(0, "manage:");
  for (const char* key : {"roles", "groups", "members", "grants"})
    to.line(1, std::string(key) + ": additive");
  to.line(1, "except:", "names that no file should hold");
  if (!of.except_roles.empty()) to.list(2, "roles", of.except_roles);
  if (!of.except_groups.empty()) to.list(2, "groups", of.except_groups);
}

void write_suggestions(page& to, const std::vector<suggestion>& all) {
  if (all.empty()) return;
  to.gap();
  to.comment(
      0,
      "Suggestions. Every active project of these names gives these roles today. As a template it would hold "
      "for projects that are created tomorrow too, and the lines could go from the projects.");
  to.line(0, "#templates:");
  for (const suggestion& one : all) {
    page lines;
    lines.list(1, "- match", std::vector<std::string>{one.match}, counted(one.projects, "project"));
    lines.line(2, "groups:");
    for (const holder& group : one.groups) lines.list(3, scalar(group.key), group.roles);
    to.commented_out(lines);
  }
}

void write_group(page& to, const group_entry& group) {
  const bool is_empty =
      !group.live && group.create && !group.hands_off && group.members.empty() && group.roles.empty();
  open(to, 1, group.key, is_empty, group.note);
  write_pin(to, 2, group.live);
  if (!group.create) to.line(2, "create: false");
  if (group.hands_off) to.line(2, "manage: additive");
  if (!group.members.empty()) to.list(2, "members", group.members);
  if (!group.roles.empty()) to.list(2, "roles", group.roles);
}

void write_holders(page& to, const std::string& section, const std::vector<holder>& holders) {
  if (holders.empty()) return;
  to.line(2, section + ":");
  for (const holder& one : holders) to.list(3, scalar(one.key), one.roles, one.note);
}

} // namespace

void write_organization(page& to, const outline& of) {
  if (of.organization) to.line(0, "organization: " + scalar(*of.organization));
  to.gap();
  write_manage(to, of);
  write_sets(to, of.sets);
  write_roles(to, "roles", of.roles, "Roles of the organization.");
  write_roles(to, "project_roles", of.project_roles,
              "Roles that several projects have. Each is created in every project that grants it.");
  write_suggestions(to, of.suggestions);
}

void write_groups(page& to, const outline& of) {
  for (const std::string& note : of.group_notes) to.comment(0, note);
  to.line(0, "groups:");
  for (const group_entry& group : of.groups) write_group(to, group);
}

void write_users(page& to, const outline& of) {
  for (const std::string& note : of.user_notes) to.comment(0, note);
  to.line(0, "users:");
  for (const user_entry& user : of.users) {
    open(to, 1, user.key, user.roles.empty(), user.note);
    if (!user.roles.empty()) to.list(2, "roles", user.roles);
  }
}

void write_project(page& to, const project_entry& project) {
  for (const std::string& note : project.notes) to.comment(1, note);
  const bool is_empty = !project.live && !project.hands_off && project.roles.empty() &&
                        project.groups.empty() && project.users.empty();
  open(to, 1, project.key, is_empty, {});
  write_pin(to, 2, project.live);
  if (project.hands_off) to.line(2, "manage: additive");
  if (!project.roles.empty()) to.line(2, "roles:");
  for (const role_entry& role : project.roles) write_role(to, 3, role);
  write_holders(to, "groups", project.groups);
  write_holders(to, "users", project.users);
}

std::string summary_of_groups(const outline& of) {
  std::size_t members = 0;
  for (const group_entry& group : of.groups) members += group.members.size();
  return counted(of.groups.size(), "group") + " with " + counted(members, "member");
}

} // namespace rolecall::exporter
