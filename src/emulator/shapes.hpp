#pragma once

// How things look in answers. Each function writes one JSON object.

#include "emulator/call.hpp"
#include "emulator/json_writer.hpp"

#include <string_view>
#include <vector>

namespace rolecall::emulator {

void write_role(json_writer& out, const call& c, const scope& where, const role& what);

/// A role as an assignment shows it, with whom it is inherited from.
struct held_role {
  const role* what = nullptr;
  bool direct = false;
  std::vector<std::string> through; ///< ids of groups
};
void write_held_role(json_writer& out, const call& c, const scope& where, const principal& who,
                     const held_role& held);

void write_group(json_writer& out, const group& what);
void write_renamed_group(json_writer& out,
                         const group& what); ///< the answer to an update: without group_type
void write_assigned_group(json_writer& out, const group& what); ///< inside group.role

void write_user(json_writer& out, const call& c, const user& what);
void write_project(json_writer& out, const project& what);
void write_project_group(json_writer& out, const project& in, const group& what, unix_time since);
void write_project_user(json_writer& out, const call& c, const project& in, const membership& who);
void write_service_account(json_writer& out, const project& in, const service_account& what);
void write_invite(json_writer& out, const invite& what);
void write_admin_key(json_writer& out, const call& c, const admin_key& what);

/// The legacy role of a user in the organization (owner or reader), and in a project (owner or member).
std::string_view legacy_role(const state& org, const std::string& user_id);
std::string_view legacy_role(const state& org, const project& in, const std::string& user_id);

/// The name and e-mail behind a user's or service account's id.
struct person {
  std::string name;
  std::optional<std::string> email;
  bool service_account = false;
};
person person_of(const state& org, const std::string& id);

} // namespace rolecall::emulator
