#include "base/text.hpp"
#include "live/json_node.hpp"
#include "live/merge.hpp"
#include "live/snapshot.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

namespace rolecall::live {
namespace {

namespace json = boost::json;
using base::quoted;
using model::grant_source;
using model::list_kind;
using model::list_ref;
using model::principal_kind;

/// The number before the dot of "1.0"; nothing if it is no version.
std::optional<int> major_of(const std::string& version) {
  const auto dot = version.find('.');
  if (dot == std::string::npos) return std::nullopt;
  int major = 0;
  const auto [end, ec] = std::from_chars(version.data(), version.data() + dot, major);
  if (ec != std::errc() || end != version.data() + dot) return std::nullopt;
  return major;
}

void check_version(const node& root) {
  if (root.is_object() && !root.has("format_version")) {
    root.wrong("has no \"format_version\", so it is no snapshot of rolecall; an organization written by hand "
               "becomes one by starting rolecall-emulator with it and taking a snapshot");
    return;
  }
  const std::string version = root.text("format_version");
  const auto major = major_of(version);
  if (!major) root.at("format_version").wrong(quoted(version) + " is no version");
  if (major && *major != 1)
    root.at("format_version").wrong("is " + quoted(version) + ", but this rolecall reads 1.x");
}

grant_source source_of(const node& source) {
  const std::string word = source.text();
  if (word == "direct") return grant_source::direct;
  if (word == "inherited") return grant_source::inherited;
  if (word != "untold") source.wrong("is direct, inherited or untold");
  return grant_source::untold;
}

model::invite_status status_of(const node& status) {
  const std::string word = status.text();
  if (word == "accepted") return model::invite_status::accepted;
  if (word == "expired") return model::invite_status::expired;
  if (word != "pending") status.wrong("is pending, accepted or expired");
  return model::invite_status::pending;
}

/// What is not known to be ours is read-only.
model::group_owner owner_of(const node& group) {
  if (group.flag("is_scim_managed", false)) return model::group_owner::identity_provider;
  const std::string type = group.text_or("group_type", "group");
  if (type == "group") return model::group_owner::organization;
  return type == "tenant_group" ? model::group_owner::tenant : model::group_owner::unknown;
}

class reader {
public:
  reader(const json::value& document, std::string& mistake) : root_(&document, {}, mistake) {}

  model::organization run() {
    check_version(root_);
    if (root_.has("organization")) out_.id = root_.at("organization").text("id");
    for (const list_kind kind : {list_kind::organization_roles, list_kind::groups, list_kind::projects,
                                 list_kind::users, list_kind::invites})
      mark_read({kind, {}, {}});
    out_.members[{list_kind::users, {}, {}}];
    roles(root_, {});
    for (const node& user : root_.elements("users")) declare_user(user);
    for (const node& group : root_.elements("groups")) declare_group(group);
    for (const node& user : root_.elements("users")) held_by_user(user);
    for (const node& group : root_.elements("groups")) inside_group(group);
    for (const node& project : root_.elements("projects")) read_project(project);
    for (const node& invite : root_.elements("invites")) read_invite(invite);
    out_.sort();
    explain_by_groups(out_);
    out_.sort();
    return std::move(out_);
  }

private:
  void mark_read(const list_ref& list) { out_.read[list] = {1, {}}; }

  /// The id of a thing, the only one of it in `all`.
  static std::string new_id(const node& thing, std::set<std::string>& all) {
    std::string id = id_in(thing.at("id"));
    if (!id.empty() && !all.insert(id).second) thing.wrong("a second one of the id " + quoted(id));
    return id;
  }

  static std::string id_in(const node& value) {
    std::string id = value.text();
    if (!id.empty() && !wire::is_id(id)) value.wrong("cannot be an id: " + quoted(id.substr(0, 80)));
    if (id.empty()) value.wrong("an id cannot be empty");
    return id;
  }

  /// An id that `all` has.
  static std::string known(const node& value, const std::set<std::string>& all, const char* kind) {
    std::string id = value.text();
    if (!all.contains(id)) value.wrong("there is no " + std::string(kind) + " " + quoted(id));
    return id;
  }

  void roles(const node& in, const std::string& project_id) {
    for (const node& role : in.elements("roles")) {
      model::live_role made;
      made.id = new_id(role, roles_[project_id]);
      made.name = role.text("name");
      if (role.has("description")) made.description = role.text("description");
      for (const node& permission : role.elements("permissions"))
        made.permissions.push_back(permission.text());
      std::ranges::sort(made.permissions);
      made.permissions.erase(std::unique(made.permissions.begin(), made.permissions.end()),
                             made.permissions.end());
      made.predefined = role.flag("predefined", false);
      made.project_id = project_id;
      out_.roles.push_back(std::move(made));
    }
  }

  void declare_user(const node& user) {
    model::live_user made;
    made.id = new_id(user, users_);
    made.email = base::lower(user.text_or("email", {}));
    made.service_account = user.flag("is_service_account", false);
    made.organization_role = user.text_or("legacy_role", {});
    if (user.flag("listed", true)) out_.members[{list_kind::users, {}, {}}].push_back(made.id);
    out_.users.push_back(std::move(made));
  }

  void held_by_user(const node& user) {
    if (user.flag("listed", true) || user.has("roles")) held(user, {}, principal_kind::user, user.text("id"));
  }

  void declare_group(const node& group) {
    model::live_group made;
    made.id = new_id(group, groups_);
    made.name = group.text("name");
    made.owner = owner_of(group);
    out_.groups.push_back(std::move(made));
  }

  void inside_group(const node& group) {
    const std::string id = group.text("id");
    const list_ref list{list_kind::group_members, {}, id};
    mark_read(list);
    std::set<std::string> members;
    for (const node& member : group.elements("members")) {
      if (!members.insert(known(member, users_, "user")).second) member.wrong("stands here twice");
    }
    out_.members[list] = {members.begin(), members.end()};
    held(group, {}, principal_kind::group, id);
  }

  void read_project(const node& project) {
    model::live_project made;
    made.id = new_id(project, projects_);
    made.name = project.text("name");
    const std::string status = project.text_or("status", "active");
    if (status != "active" && status != "archived") project.at("status").wrong("is active or archived");
    made.archived = status == "archived";
    if (!made.archived) inside_project(project, made.id);
    out_.projects.push_back(std::move(made));
  }

  void inside_project(const node& project, const std::string& id) {
    mark_read({list_kind::project_roles, id, {}});
    roles(project, id);
    principals(project.elements("groups"), "group", {list_kind::project_groups, id, {}},
               principal_kind::group, groups_);
    principals(project.elements("users"), "user", {list_kind::project_users, id, {}}, principal_kind::user,
               users_);
  }

  void principals(const std::vector<node>& entries, const char* kind_name, const list_ref& list,
                  principal_kind kind, const std::set<std::string>& all) {
    mark_read(list);
    std::set<std::string> entered;
    std::vector<std::string>& listed = out_.members[list];
    for (const node& entry : entries) {
      const std::string id = known(entry.at(kind_name), all, kind_name);
      if (!entered.insert(id).second) entry.wrong("a second entry of " + quoted(id));
      if (entry.flag("listed", true)) listed.push_back(id);
      held(entry, list.project_id, kind, id);
    }
    std::ranges::sort(listed);
  }

  void held(const node& of, const std::string& project_id, principal_kind kind, const std::string& id) {
    const bool group = kind == principal_kind::group;
    const bool top = project_id.empty();
    mark_read({top ? (group ? list_kind::group_roles : list_kind::user_roles)
                   : (group ? list_kind::project_group_roles : list_kind::project_user_roles),
               project_id, id});
    for (const node& role : of.elements("roles")) {
      const bool usual = !role.is_object();
      const grant_source source = !usual  ? source_of(role.at("source"))
                                  : group ? grant_source::direct
                                          : grant_source::untold;
      out_.grants.push_back(
          {project_id, kind, id, known(usual ? role : role.at("role"), roles_[project_id], "role"), source});
    }
  }

  void read_invite(const node& invite) {
    model::live_invite made;
    made.id = new_id(invite, invites_);
    made.email = base::lower(invite.text("email"));
    made.status = status_of(invite.at("status"));
    out_.invites.push_back(std::move(made));
  }

  node root_;
  model::organization out_;
  std::map<std::string, std::set<std::string>> roles_; ///< ids of each project, "" the organization's
  std::set<std::string> users_;
  std::set<std::string> groups_;
  std::set<std::string> projects_;
  std::set<std::string> invites_;
};

} // namespace

wire::decoded<model::organization> from_snapshot(std::string_view text) {
  if (text.size() > largest_snapshot)
    return wire::malformed::because("longer than " + std::to_string(largest_snapshot >> 20U) +
                                    " MiB, so it is no snapshot");
  const auto document = wire::parse_strict(text, "the file");
  if (!document) return document.error();
  std::string mistake;
  model::organization out = reader(*document, mistake).run();
  if (!mistake.empty()) return wire::malformed::because(std::move(mistake));
  return out;
}

} // namespace rolecall::live
