#include "policy/idle_globs.hpp"

#include <algorithm>

namespace rolecall::policy {
namespace {

using model::address;
using model::address_part;
using model::principal_kind;
using model::scope;

address under(const address& at, const char* kind, const model::written& name) {
  return at / address_part{kind, {name.text, {}}};
}

/// Shown one address after the other; keeps the globs that covered none.
class search {
public:
  explicit search(std::vector<std::string> globs) : idle_(std::move(globs)) {}

  std::vector<std::string> take() && { return std::move(idle_); }

  void entries(const model::policy& p) {
    for (const model::role& role : some(p.roles)) see(under({}, "role", role.name));
    for (const model::group& group : some(p.groups)) {
      const address at = under({}, "group", group.name);
      see(at);
      for (const model::written& who : some(group.members)) see(under(at, "member", who));
      for (const model::written& role : some(group.roles)) see(under(at, "grant", role));
    }
    for (const model::user& user : some(p.users)) {
      const address at = under({}, "user", user.key);
      see(at);
      for (const model::written& role : some(user.roles)) see(under(at, "grant", role));
    }
    for (const model::project& project : p.projects) {
      in_project(project, project.key);
      if (project.name) in_project(project, *project.name);
    }
  }

  void wanted(const model::desired& want) {
    for (const model::wanted_role& role : want.roles) see(want.role_address(role.at, role.key));
    for (const model::wanted_project& project : want.projects) see(want.scope_address(scope{project.key}));
    for (const model::wanted_member& member : want.members) see(want.member_address(member.what));
    for (const model::wanted_grant& grant : want.grants) see(want.grant_address(grant.what));
    for (const model::unmet_line& line : want.blocked) see(line.at);
    for (const model::unmet_line& line : want.waiting) see(line.at);
  }

  void there(const model::desired& want, const model::organization& live, const model::symbols& names) {
    const auto key = [&](const std::string& id) { return names.find(id); };
    for (const model::live_role& role : live.roles)
      see(want.role_address({key(role.project_id)}, key(role.id)));
    for (const model::live_group& group : live.groups)
      see(want.principal_address({}, {principal_kind::group, key(group.id)}));
    for (const model::live_project& project : live.projects) see(want.scope_address(scope{key(project.id)}));
    for (const model::live_user& user : live.users)
      see(want.principal_address({}, {principal_kind::user, key(user.id)}));
    for (const model::live_grant& held : live.grants)
      see(want.grant_address(
          {{key(held.project_id)}, {held.kind, key(held.principal_id)}, key(held.role_id)}));
    for (const auto& [list, ids] : live.members) {
      if (list.kind != model::list_kind::group_members) continue;
      for (const std::string& id : ids) see(want.member_address({key(list.principal_id), key(id)}));
    }
  }

private:
  template <class Item>
  static std::vector<Item> const& some(const std::optional<std::vector<Item>>& list) {
    static const std::vector<Item> none;
    return list ? *list : none;
  }

  void in_project(const model::project& project, const model::written& name) {
    const address at = under({}, "project", name);
    see(at);
    for (const model::role& role : some(project.roles)) see(under(at, "role", role.name));
    holders(at, "group", project.groups);
    holders(at, "user", project.users);
  }

  void holders(const address& in, const char* kind,
               const std::optional<std::vector<model::project_grants>>& list) {
    for (const model::project_grants& of : some(list)) {
      const address at = under(in, kind, of.who);
      see(at);
      for (const model::written& role : of.roles) see(under(at, "grant", role));
    }
  }

  void see(const address& at) {
    std::erase_if(idle_, [&](const std::string& glob) { return model::selection({glob}).covers(at); });
  }

  std::vector<std::string> idle_;
};

} // namespace

std::vector<std::string> idle_globs(const model::policy& policy, const model::desired& want,
                                    const model::organization& live, const model::symbols& names,
                                    const std::vector<std::string>& globs) {
  if (globs.empty()) return {};
  search of(globs);
  of.entries(policy);
  of.wanted(want);
  of.there(want, live, names);
  return std::move(of).take();
}

} // namespace rolecall::policy
