#include "live/guard_reads.hpp"

#include <algorithm>
#include <iterator>

namespace rolecall::live {
namespace {

using model::grant_source;
using model::list_kind;
using model::list_ref;
using model::live_grant;
using model::live_role;
using model::principal_kind;

using texts = std::set<std::string>;

class protection {
public:
  protection(const losses& lost, needed_lists& out)
      : lost_(lost), live_(lost.live()), of_(lost.want().guards.protect), out_(out) {
    for (const live_role* role : lost.shrinking()) {
      shrinking_.insert(role->id);
      where_roles_shrink_.insert(role->project_id);
    }
  }

  void run() {
    if (!of_.groups.empty()) groups();
    if (!of_.users.empty()) users();
  }

private:
  /// What they hold where a role shrinks. Who holds one that is deleted was read.
  void groups() {
    for (const live_role* role : lost_.shrinking()) {
      if (lost_.is_deleted(*role) || !out_.need(list_kind::groups)) continue;
      for (const model::live_group& group : live_.groups) {
        if (std::ranges::count(of_.groups, group.name, &model::written::text) > 0)
          out_.need_grants(role->project_id, principal_kind::group, group.id);
      }
    }
  }

  void users() {
    find_users();
    if (users_.empty() && looked_for_.empty()) return; // nobody has these names
    for (const live_grant& held : live_.grants) {
      if (held.kind == principal_kind::group && !stays(held)) out_.need_members(held.principal_id);
    }
    if (!users_.empty()) {
      for (const std::string& project_id : where_roles_shrink_) {
        out_.need_all_group_holders(project_id);
        for (const std::string& user : users_) out_.need_grants(project_id, principal_kind::user, user);
      }
    }
    if (!out_.empty()) return;
    for (const std::string& user : users_) need_other_ways(user);
  }

  /// Their ids. Those whom no list shows are looked for only where a role shrinks: the members of a group
  /// show who is among them.
  void find_users() {
    for (const model::written& name : of_.users) {
      if (!model::is_email(name.text)) {
        users_.insert(name.text);
        continue;
      }
      const auto found = std::ranges::find(live_.users, name.text, &model::live_user::email);
      if (found != live_.users.end())
        users_.insert(found->id);
      else if (!was_asked_for(name.text, live_))
        looked_for_.insert(name.text);
    }
    if (!where_roles_shrink_.empty() && !looked_for_.empty())
      out_.need(list_ref{list_kind::users_by_email, {}, {}, {looked_for_.begin(), looked_for_.end()}});
  }

  /// As it is, to the last permission.
  [[nodiscard]] bool stays(const live_grant& held) const {
    return !shrinking_.contains(held.role_id) && !lost_.goes(held);
  }

  /// What he would lose somewhere, as far as was read, he may keep in another way: by other groups, or by
  /// roles of his own.
  void need_other_ways(const std::string& user) {
    for (const auto& [project_id, permissions] : lost_by(user)) {
      out_.need_grants(project_id, principal_kind::user, user);
      out_.need_all_group_holders(project_id);
      for (const live_grant& held : live_.grants) {
        const bool here = held.kind == principal_kind::group && held.project_id == project_id;
        if (here && gives_any(held, permissions)) out_.need_members(held.principal_id);
      }
    }
  }

  /// By project.
  [[nodiscard]] std::map<std::string, texts> lost_by(const std::string& user) const {
    std::map<std::string, texts> before;
    std::map<std::string, texts> after;
    for (const live_grant& held : live_.grants) {
      const live_role* role = is_his(held, user) ? live_.role(held.role_id) : nullptr;
      if (!role) continue;
      before[held.project_id].insert(role->permissions.begin(), role->permissions.end());
      const bool left = held.kind == principal_kind::group && lost_.leaves(user, held.principal_id);
      if (left || lost_.goes(held)) continue;
      const std::vector<std::string>& kept = lost_.permissions_after(*role);
      after[held.project_id].insert(kept.begin(), kept.end());
    }
    for (auto& [project_id, permissions] : before) {
      for (const std::string& kept : after[project_id]) permissions.erase(kept);
    }
    std::erase_if(before, [](const auto& one) { return one.second.empty(); });
    return before;
  }

  [[nodiscard]] bool is_his(const live_grant& held, const std::string& user) const {
    if (held.kind == principal_kind::user)
      return held.principal_id == user && held.source != grant_source::inherited;
    const list_ref members{list_kind::group_members, {}, held.principal_id};
    return std::ranges::count(live_.listed(members), user) > 0;
  }

  [[nodiscard]] bool gives_any(const live_grant& held, const texts& permissions) const {
    const live_role* role = lost_.goes(held) ? nullptr : live_.role(held.role_id);
    return role && std::ranges::any_of(lost_.permissions_after(*role),
                                       [&](const std::string& p) { return permissions.contains(p); });
  }

  const losses& lost_;
  const model::organization& live_;
  const model::protection& of_;
  needed_lists& out_;
  texts shrinking_;          // roles
  texts where_roles_shrink_; // projects; empty: the organization
  texts users_;              // ids of those who are protected, as far as they are known
  texts looked_for_;         // e-mails of the others
};

} // namespace

void need_for_protected(const losses& lost, needed_lists& out) { protection(lost, out).run(); }

} // namespace rolecall::live
