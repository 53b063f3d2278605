#include "policy_holds.hpp"

#include "base/glob.hpp"

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

template <class Thing>
const Thing* with_id(const std::vector<Thing>& things, const std::string& id) {
  const auto found = std::ranges::find(things, id, &Thing::id);
  return found == things.end() ? nullptr : &*found;
}

class checking {
public:
  checking(const model::policy& policy, const model::organization& live, const plan::plan& p)
      : policy_(policy), live_(live) {
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
    for (const model::project_template& one : policy_.templates) every_match(one);
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

  // ---- which live things are meant

  [[nodiscard]] const live_role* role_named(const std::string& project, const std::string& name,
                                            bool predefined) const {
    for (const live_role& role : live_.roles) {
      if (role.project_id == project && role.predefined == predefined && model::plain_name(role) == name)
        return &role;
    }
    return nullptr;
  }
  [[nodiscard]] const live_role* meant(const model::role& role, const std::string& project) const {
    return role.live.id ? with_id(live_.roles, role.live.id->text)
                        : role_named(project, role.name.text, false);
  }
  [[nodiscard]] const model::live_group* meant(const model::group& group) const {
    if (group.live.id) return with_id(live_.groups, group.live.id->text);
    const auto found = std::ranges::find(live_.groups, group.name.text, &model::live_group::name);
    return found == live_.groups.end() ? nullptr : &*found;
  }
  [[nodiscard]] const model::live_project* meant(const model::project& project) const {
    if (project.id) return with_id(live_.projects, project.id->text);
    const auto found = std::ranges::find(live_.projects, project.key.text, &model::live_project::name);
    return found == live_.projects.end() ? nullptr : &*found;
  }
  /// Empty: he is not there.
  [[nodiscard]] std::string user_id(const std::string& who) const {
    if (!model::is_email(who)) return who;
    const auto found = std::ranges::find(live_.users, who, &model::live_user::email);
    return found == live_.users.end() ? std::string() : found->id;
  }
  [[nodiscard]] std::string group_id(const std::string& name) const {
    const auto named =
        std::ranges::find(*policy_.groups, name, [](const model::group& g) { return g.name.text; });
    const model::live_group* group = meant(*named);
    return group ? group->id : std::string();
  }
  [[nodiscard]] const live_role* granted(const std::string& name, const std::string& project,
                                         const std::vector<model::role>* own) const {
    if (model::is_predefined_name(name)) return role_named(project, name, true);
    if (own) {
      for (const model::role& role : *own) {
        if (role.name.text == name && !role.shared) return meant(role, project);
      }
    }
    return role_named(project, name, false);
  }

  // ---- what must be so

  void roles(const std::vector<model::role>& all, const std::string& project, const address& in) const {
    for (const model::role& role : all) {
      const address at = in / address_part{"role", {role.name.text, {}}};
      if (!role.create || role.shared || is_unmet(at)) continue;
      INFO(at.text());
      const live_role* found = meant(role, project);
      REQUIRE(found);
      CHECK(found->name == role.name.text);
      REQUIRE(found->permissions.size() == role.permissions.size());
      for (std::size_t i = 0; i < role.permissions.size(); ++i)
        CHECK(found->permissions[i] == role.permissions[i].name);
      if (role.description) CHECK(found->description.value_or("") == *role.description);
    }
  }

  void held(const address& who_at, const std::string& project, const std::string& id,
            const std::vector<model::written>& roles, const std::vector<model::role>* own) const {
    if (id.empty() || is_unmet(who_at)) return;
    for (const model::written& name : roles) {
      const address at = who_at / address_part{"grant", {name.text, {}}};
      if (is_unmet(at)) continue;
      const live_role* role = granted(name.text, project, own);
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
    const model::live_group* found = meant(group);
    INFO(at.text());
    if (group.create && !is_unmet(at)) REQUIRE(found);
    if (!found) return;
    if (group.create && !is_unmet(at)) CHECK(found->name == group.name.text);
    const std::vector<model::role>* own = policy_.roles ? &*policy_.roles : nullptr;
    if (group.roles) held(at, "", found->id, *group.roles, own);
    if (!group.members) return;
    const auto& members = live_.listed({list_kind::group_members, {}, found->id});
    for (const model::written& who : *group.members) {
      const std::string id = user_id(who.text);
      const bool expected = !id.empty() && !is_unmet(at / address_part{"member", {who.text, {}}});
      INFO(who.text);
      if (expected) CHECK((std::ranges::count(members, id) == 1 || is_anothers(found->owner)));
    }
  }
  static bool is_anothers(model::group_owner owner) { return owner != model::group_owner::organization; }

  void entry(const model::user& user) const {
    const std::vector<model::role>* own = policy_.roles ? &*policy_.roles : nullptr;
    if (user.roles)
      held(in_organization("user", user.key.text), "", user_id(user.key.text), *user.roles, own);
    if (!user.invite || !user_id(user.key.text).empty()) return;
    CHECK(std::ranges::any_of(live_.invites, [&](const model::live_invite& i) {
      return i.email == user.key.text && i.status == model::invite_status::pending;
    }));
  }

  void entry(const model::project& project) const {
    const model::live_project* found = meant(project);
    const address at = in_organization("project", project.key.text);
    INFO(at.text());
    if (project.create && !is_unmet(at)) REQUIRE(found);
    if (!found || found->archived) return;
    const std::vector<model::role>* own = project.roles ? &*project.roles : nullptr;
    if (own) roles(*own, found->id, at);
    everybody(*found, project.groups, project.users, own);
  }

  void everybody(const model::live_project& project, const grants& groups, const grants& users,
                 const std::vector<model::role>* own) const {
    const address in = in_organization("project", project.name);
    for (const model::project_grants& g : groups.value_or(std::vector<model::project_grants>{}))
      held(in / address_part{"group", {g.who.text, {}}}, project.id, group_id(g.who.text), g.roles, own);
    for (const model::project_grants& g : users.value_or(std::vector<model::project_grants>{}))
      held(in / address_part{"user", {g.who.text, {}}}, project.id, user_id(g.who.text), g.roles, own);
  }

  void every_match(const model::project_template& one) const {
    const auto any = [](const std::vector<model::written>& globs, const std::string& name) {
      return std::ranges::any_of(globs,
                                 [&](const model::written& g) { return base::glob_match(g.text, name); });
    };
    for (const model::live_project& project : live_.projects) {
      const bool matches = any(one.match, project.name) && !any(one.except, project.name);
      if (project.archived || !matches || any(policy_.except.projects, project.name)) continue;
      everybody(project, one.groups, one.users, own_roles(project));
    }
  }

  [[nodiscard]] const std::vector<model::role>* own_roles(const model::live_project& project) const {
    for (const model::project& entry : policy_.projects) {
      if (meant(entry) == &project) return entry.roles ? &*entry.roles : nullptr;
    }
    return nullptr;
  }

  const model::policy& policy_;
  const model::organization& live_;
  std::set<std::string> unmet_;
};

} // namespace

void check_policy_holds(const model::policy& policy, const model::organization& live, const plan::plan& p) {
  checking(policy, live, p).run();
}

} // namespace rolecall::test
