#pragma once

// What the API answers, as our types. Lenient in what it does not need (unknown members and values, missing
// optional ones), strict in what it does: an answer that is not a list never becomes an empty one.

#include "model/organization.hpp"
#include "wire/strict_json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::wire {

/// How a list continues. Told apart by endpoint, not by shape.
enum class paging {
  next,   ///< `next` of the envelope
  last_id ///< `last_id` of the envelope, else the id of the last item
};

template <class T>
struct page {
  std::vector<T> items;
  std::optional<std::string> next; ///< the cursor for `after`; nothing on the last page
};

/// A role as it stands in the list of a principal.
struct assigned_role {
  model::live_role role;
  model::grant_source source = model::grant_source::untold; ///< direct, untold or inherited
  bool operator==(const assigned_role&) const = default;
};

/// Whether this can be an id: ids go into paths, so they are of letters, digits and a few marks, at most 256
/// bytes.
bool is_id(std::string_view text);

// `project_id` is where the list belongs, empty for the organization; it is not in the answer.
decoded<page<model::live_role>> roles(std::string_view body, const std::string& project_id);
decoded<page<model::live_group>> groups(std::string_view body);
decoded<page<model::live_project>> projects(std::string_view body);
/// Users of the organization or of a project.
decoded<page<model::live_user>> users(std::string_view body);
decoded<page<model::live_invite>> invites(std::string_view body);
/// Members of a group: users in the other way of paging.
decoded<page<model::live_user>> group_members(std::string_view body);
/// Ids of the groups in a project.
decoded<page<std::string>> project_groups(std::string_view body);
/// `principal_id`: whose list it is; a role that names only others as sources is inherited.
decoded<page<assigned_role>> assigned_roles(std::string_view body, const std::string& project_id,
                                            const std::string& principal_id);

decoded<model::live_role> role(std::string_view body, const std::string& project_id);
decoded<model::live_group> group(std::string_view body);
decoded<model::live_project> project(std::string_view body);
decoded<model::live_invite> invite(std::string_view body);
/// Any JSON object: the answers to assignments and deletions hold nothing that we need.
decoded<bool> object(std::string_view body);

/// An admin key in its list: enough to say whose it is.
struct admin_key {
  std::string id;
  std::string redacted;      ///< "sk-admin-...abcd"
  std::string owner;         ///< name or e-mail, else id; may be empty
  std::string owner_id = {}; ///< may be empty
  bool operator==(const admin_key&) const = default;
};
decoded<page<admin_key>> admin_keys(std::string_view body);

/// The server's own words in an error answer, whatever its form (the documented object, a plain string, an
/// OAuth body); empty where there are none. Foreign text.
struct error_text {
  std::string message;
  std::string code;
};
error_text error(std::string_view body);

} // namespace rolecall::wire
