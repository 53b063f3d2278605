#pragma once

namespace rolecall::e2e {

/// A state file: an organization with five groups that hold a role each.
inline constexpr const char* crowd = R"({
  "organization": {"id": "org-crowd", "name": "Crowd"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "name": "Ada", "roles": ["owner"]}],
  "groups": [{"id": "group_1", "name": "One", "roles": ["reader"]}, {"id": "group_2", "name": "Two", "roles": ["reader"]},
             {"id": "group_3", "name": "Three", "roles": ["reader"]}, {"id": "group_4", "name": "Four", "roles": ["reader"]},
             {"id": "group_5", "name": "Five", "roles": ["reader"]}],
  "projects": [{"id": "proj_default", "name": "Default project", "default": true}]})";

} // namespace rolecall::e2e
