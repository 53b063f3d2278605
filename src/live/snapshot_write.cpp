#include "base/json_text.hpp"
#include "live/snapshot.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rolecall::live {
namespace {

using base::json_text;
using model::grant_source;
using model::list_kind;
using model::list_ref;
using model::principal_kind;

void put(json_text& out, const char* key, const std::string& text) { out.key(key).text(text); }

/// What is so for nearly all is not written.
void put_unless(json_text& out, const char* key, bool truth, bool usual) {
  if (truth != usual) out.key(key).boolean(truth);
}

const char* word(grant_source source) {
  switch (source) {
  case grant_source::direct: return "direct";
  case grant_source::inherited: return "inherited";
  case grant_source::untold:
  case grant_source::explained: break; // the reader finds again what explains it
  }
  return "untold";
}

bool is_usual(const model::live_grant& g) {
  if (g.kind == principal_kind::group) return g.source == grant_source::direct;
  return g.source == grant_source::untold || g.source == grant_source::explained;
}

class writer {
public:
  explicit writer(const model::organization& whole)
      : whole_(whole), users_(listed({list_kind::users, {}, {}})) {
    for (const model::live_role& role : whole.roles) roles_of_[role.project_id].push_back(&role);
  }

  std::string run() {
    out_.open_object();
    put(out_, "format_version", "1.0");
    if (whole_.id) {
      out_.key("organization").open_object();
      put(out_, "id", *whole_.id);
      out_.close_object();
    }
    roles({});
    array("users", user_ids(), [this](const std::string& id) { user(id); });
    array("groups", whole_.groups, [this](const model::live_group& g) { group(g); });
    array("projects", whole_.projects, [this](const model::live_project& p) { project(p); });
    array("invites", whole_.invites, [this](const model::live_invite& i) { invite(i); });
    out_.close_object();
    return out_.str();
  }

private:
  template <class Things, class Write>
  void array(const char* key, const Things& things, Write write) {
    out_.key(key).open_array();
    for (const auto& thing : things) write(thing);
    out_.close_array();
  }

  void roles(const std::string& project_id) {
    array("roles", roles_of_[project_id], [this](const model::live_role* role) { write_role(*role); });
  }

  void write_role(const model::live_role& role) {
    out_.open_object();
    put(out_, "id", role.id);
    put(out_, "name", role.name);
    if (role.description) put(out_, "description", *role.description);
    put_unless(out_, "predefined", role.predefined, false);
    out_.key("permissions").texts(role.permissions);
    out_.close_object();
  }

  /// Also those whom only a group or a grant names.
  [[nodiscard]] std::set<std::string> user_ids() const {
    std::set<std::string> out;
    for (const model::live_user& user : whole_.users) out.insert(user.id);
    for (const auto& [list, ids] : whole_.members) {
      const bool of_users = list.kind == list_kind::group_members || list.kind == list_kind::project_users;
      if (of_users) out.insert(ids.begin(), ids.end());
    }
    for (const model::live_grant& g : whole_.grants) {
      if (g.kind == principal_kind::user) out.insert(g.principal_id);
    }
    return out;
  }

  void user(const std::string& id) {
    out_.open_object();
    put(out_, "id", id);
    if (const model::live_user* known = whole_.user(id)) about(*known);
    put_unless(out_, "listed", users_.contains(id), true);
    if (whole_.has_read({list_kind::user_roles, {}, id})) held({}, principal_kind::user, id);
    out_.close_object();
  }

  void about(const model::live_user& user) {
    if (!user.email.empty()) put(out_, "email", user.email);
    put_unless(out_, "is_service_account", user.service_account, false);
    if (!user.organization_role.empty()) put(out_, "legacy_role", user.organization_role);
  }

  void group(const model::live_group& group) {
    out_.open_object();
    put(out_, "id", group.id);
    put(out_, "name", group.name);
    put_unless(out_, "is_scim_managed", group.owner == model::group_owner::identity_provider, false);
    if (group.owner == model::group_owner::tenant) put(out_, "group_type", "tenant_group");
    if (group.owner == model::group_owner::unknown) put(out_, "group_type", "unknown");
    array("members", listed({list_kind::group_members, {}, group.id}),
          [this](const std::string& id) { out_.text(id); });
    held({}, principal_kind::group, group.id);
    out_.close_object();
  }

  void project(const model::live_project& project) {
    out_.open_object();
    put(out_, "id", project.id);
    put(out_, "name", project.name);
    if (project.archived) {
      put(out_, "status", "archived"); // nothing in it was read
    } else {
      roles(project.id);
      principals("groups", "group", {list_kind::project_groups, project.id, {}}, principal_kind::group);
      principals("users", "user", {list_kind::project_users, project.id, {}}, principal_kind::user);
    }
    out_.close_object();
  }

  /// Who is in a project, and who holds something there without being in it.
  void principals(const char* key, const char* kind_key, const list_ref& list, principal_kind kind) {
    const std::set<std::string> inside = listed(list);
    std::set<std::string> all = inside;
    for (auto g = first_grant(list.project_id, kind, {}); is_of(g, list.project_id, kind); ++g)
      all.insert(g->principal_id);
    array(key, all, [&](const std::string& id) {
      out_.open_object();
      put(out_, kind_key, id);
      put_unless(out_, "listed", inside.contains(id), true);
      held(list.project_id, kind, id);
      out_.close_object();
    });
  }

  void held(const std::string& project_id, principal_kind kind, const std::string& id) {
    out_.key("roles").open_array();
    auto g = first_grant(project_id, kind, id);
    for (; is_of(g, project_id, kind) && g->principal_id == id; ++g) write_grant(*g);
    out_.close_array();
  }

  void write_grant(const model::live_grant& g) {
    if (is_usual(g)) return out_.text(g.role_id);
    out_.open_object();
    put(out_, "role", g.role_id);
    put(out_, "source", word(g.source));
    out_.close_object();
  }

  void invite(const model::live_invite& invite) {
    using model::invite_status;
    out_.open_object();
    put(out_, "id", invite.id);
    put(out_, "email", invite.email);
    put(out_, "status",
        invite.status == invite_status::accepted  ? "accepted"
        : invite.status == invite_status::expired ? "expired"
                                                  : "pending");
    out_.close_object();
  }

  using grant_place = std::vector<model::live_grant>::const_iterator;

  [[nodiscard]] grant_place first_grant(const std::string& project_id, principal_kind kind,
                                        const std::string& id) const {
    return std::ranges::lower_bound(whole_.grants, model::live_grant{project_id, kind, id, {}});
  }

  [[nodiscard]] bool is_of(grant_place g, const std::string& project_id, principal_kind kind) const {
    return g != whole_.grants.end() && g->project_id == project_id && g->kind == kind;
  }

  /// Sorted, whatever order the server had.
  [[nodiscard]] std::set<std::string> listed(const list_ref& list) const {
    const std::vector<std::string>& ids = whole_.listed(list);
    return {ids.begin(), ids.end()};
  }

  const model::organization& whole_;
  std::set<std::string> users_; ///< of the organization's list
  std::map<std::string, std::vector<const model::live_role*>> roles_of_;
  json_text out_;
};

} // namespace

std::string to_snapshot(const model::organization& whole) { return writer(whole).run(); }

} // namespace rolecall::live
