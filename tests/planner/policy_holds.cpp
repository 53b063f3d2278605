#include "policy_holds.hpp"

#include "meaning.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

namespace rolecall::test {
namespace {

using model::address;
using model::address_part;
using model::list_kind;
using model::live_role;
using model::principal_kind;
using grants = std::optional<std::vector<model::project_grants>>;

class checking {
public:
  checking(const model::policy& policy, const model::organization& live, const plan::plan& p)
      : policy_(policy), live_(live), means_(policy, live) {
    for (const model::unmet_line& line : p.blocked) unmet_.insert(without_ids(line.at).text());
    for (const model::unmet_line& line : p.waiting) unmet_.insert(without_ids(line.at).text());
  }

  void run() {
    if (policy_.roles) roles(*policy_.roles, "", {});
    if (policy_.groups) {
      for (const model::group& group : *policy_.groups) entry(group);
    }
    if (policy_.users) {
      for (const model::user& user : *policy_.users) entry(user);
    }
    for (const model::project& project : policy_.projects) entry(project);
    for (const model::live_project& project : live_.projects) {
      if (!project.archived) everybody_in(project);
    }
  }

private:
  static address without_ids(const address& at) {
    address out;
    for (const address_part& part : at.parts()) out = out / address_part{part.kind, {part.thing.name, {}}};
    return out;
  }
  [[nodiscard]] bool is_unmet(const address& at) const { return unmet_.contains(at.text()); }
  static address in_organization(const char* kind, const std::string& name) {
    return address() / address_part{kind, {name, {}}};
  }

  // ---- what must be so

  void roles(const std::vector<model::role>& all, const std::string& project, const address& in) const {
    for (const model::role& role : all) {
      const address at = in / address_part{"role", {role.name.text, {}}};
      if (!role.create || role.shared || is_unmet(at)) continue;
      INFO(at.text());
      const live_role* found = means_.role(role, project);
      REQUIRE(found);
      CHECK(found->name == role.name.text);
      REQUIRE(found->permissions.size() == role.permissions.size());
      for (std::size_t i = 0; i < role.permissions.size(); ++i)
        CHECK(found->permissions[i] == role.permissions[i].name);
      if (role.description) CHECK(found->description.value_or("") == *role.description);
    }
  }

  void held(const address& who_at, const std::string& project, const std::string& id,
            const std::vector<model::written>& roles) const {
    if (id.empty() || is_unmet(who_at)) return;
    for (const model::written& name : roles) {
      const address at = who_at / address_part{"grant", {name.text, {}}};
      if (is_unmet(at)) continue;
      const live_role* role = means_.granted(name.text, project);
      INFO(at.text());
      REQUIRE(role);
      CHECK(std::ranges::any_of(live_.grants, [&](const model::live_grant& g) {
        return g.project_id == project && g.principal_id == id && g.role_id == role->id &&
               g.source != model::grant_source::inherited;
      }));
    }
  }

  void entry(const model::group& group) const {
    const address at = in_organization("group", group.name.text);
    const model::live_group* found = means_.group(group);
    INFO(at.text());
    if (group.create && !is_unmet(at)) REQUIRE(found);
    if (!found) return;
    if (group.create && !is_unmet(at)) CHECK(found->name == group.name.text);
    if (group.roles) held(at, "", found->id, *group.roles);
    if (!group.members) return;
    const auto& members = live_.listed({list_kind::group_members, {}, found->id});
    for (const model::written& who : *group.members) {
      const std::string id = means_.user_id(who.text);
      const bool expected = !id.empty() && !is_unmet(at / address_part{"member", {who.text, {}}});
      INFO(who.text);
      if (expected) CHECK((std::ranges::count(members, id) == 1 || is_anothers(found->owner)));
    }
  }
  static bool is_anothers(model::group_owner owner) { return owner != model::group_owner::organization; }

  void entry(const model::user& user) const {
    const std::string id = means_.user_id(user.key.text);
    if (user.roles) held(in_organization("user", user.key.text), "", id, *user.roles);
    if (!user.invite || !id.empty()) return;
    CHECK(std::ranges::any_of(live_.invites, [&](const model::live_invite& i) {
      return i.email == user.key.text && i.status == model::invite_status::pending;
    }));
  }

  void entry(const model::project& project) const {
    const model::live_project* found = means_.project(project);
    const address at = in_organization("project", project.key.text);
    INFO(at.text());
    if (project.create && !is_unmet(at)) REQUIRE(found);
    if (!found || found->archived) return;
    if (project.roles) roles(*project.roles, found->id, at);
  }

  void everybody_in(const model::live_project& project) const {
    const address in = in_organization("project", project.name);
    for (const model::project_grants* g : means_.groups_in(project.id).entries)
      held(in / address_part{"group", {g->who.text, {}}}, project.id, means_.group_id(g->who.text), g->roles);
    for (const model::project_grants* g : means_.users_in(project.id).entries)
      held(in / address_part{"user", {g->who.text, {}}}, project.id, means_.user_id(g->who.text), g->roles);
  }

  const model::policy& policy_;
  const model::organization& live_;
  meaning means_;
  std::set<std::string> unmet_;
};

} // namespace

void check_policy_holds(const model::policy& policy, const model::organization& live, const plan::plan& p) {
  checking(policy, live, p).run();
}

} // namespace rolecall::test
