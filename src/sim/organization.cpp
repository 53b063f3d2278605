#include "sim/organization.hpp"

#include "emulator/catalogue.hpp"
#include "sim/names.hpp"

#include <array>

namespace rolecall::sim {
namespace {

using emulator::principal;
using emulator::principal_kind;

class maker {
public:
  maker(place at, std::size_t projects) : at_(std::move(at)), projects_(projects) {}

  emulator::state run() {
    org_.name = "Sim";
    org_.access = emulator::organization_scope("org-sim");
    org_.admin_keys.add({"key_1", "sim", emulator::redacted(admin_key), key_owner, emulator::epoch, {}, {}});
    users();
    roles(at_ / "role", org_.access, "role_", 55);
    for (const std::string& name : group_names) {
      if ((at_ / "group" / name).has(65)) group(at_ / "group" / name, name);
    }
    grants(at_ / "grant", org_.access, {"reader"}, 12);
    grants(at_ / "owner", org_.access, {"owner"}, 3);
    owners();
    for (const std::string& name : project_names(projects_)) {
      if ((at_ / "project" / name).has(name == "Default project" ? 30 : 92))
        project(at_ / "project" / name, name);
    }
    invites();
    return std::move(org_);
  }

private:
  void users() {
    for (const std::string& name : user_names) {
      const bool needed = name == "ada" || name == "grace";
      if (needed || (at_ / "user" / name).has(75)) add_user(name, email(name), false);
    }
    if ((at_ / "user" / "anon").has(15)) add_user("anon", {}, false);
    add_user("bot", {}, true); // policies name it by its id, which nobody checks
  }

  void add_user(const std::string& name, std::optional<std::string> mail, bool account) {
    emulator::user made;
    made.id = "user_" + name;
    made.name = name;
    made.email = std::move(mail);
    made.added_at = emulator::epoch;
    made.service_account = account;
    org_.users.add(std::move(made));
  }

  void owners() {
    const auto& owner = emulator::predefined_role(org_.access, "owner").id;
    emulator::assign(org_.access, {principal_kind::user, key_owner}, owner);
    if ((at_ / "two owners").has(30))
      emulator::assign(org_.access, {principal_kind::user, "user_grace"}, owner);
  }

  static void roles(const place& at, emulator::scope& where, const std::string& id, std::size_t percent) {
    for (const std::string& name : role_names) {
      const place here = at / name;
      if (!here.has(percent)) continue;
      emulator::role made;
      made.id = id + name;
      made.name = name;
      for (const std::string& permission : permission_names) {
        if ((here / permission).has(35)) made.permissions.push_back(permission);
      }
      if ((here / "description").has(25)) made.description = "text";
      made.created_at = made.updated_at = emulator::epoch;
      where.roles.add(std::move(made));
    }
  }

  void group(const place& here, const std::string& name) {
    emulator::group made;
    made.id = "group_" + name;
    made.name = name;
    made.created_at = emulator::epoch;
    made.scim = (here / "scim").has(10);
    if (!made.scim && (here / "tenant").has(5)) made.type = "tenant_group";
    for (const auto& user : org_.users) {
      if ((here / "member" / user.id).has(30)) made.members.add({user.id, emulator::epoch});
    }
    org_.groups.add(std::move(made));
  }

  void grants(const place& at, emulator::scope& where, const names& predefined, std::size_t percent) {
    const auto give = [&](const principal& who) {
      for (const std::string& plain : predefined) {
        const std::string& id = emulator::predefined_role(where, plain).id;
        if ((at / who.id / plain).has(percent)) emulator::assign(where, who, id);
      }
      for (const auto& role : where.roles) {
        if (!role.predefined && (at / who.id / role.name).has(2 * percent))
          emulator::assign(where, who, role.id);
      }
    };
    for (const auto& group : org_.groups) give({principal_kind::group, group.id});
    for (const auto& user : org_.users) give({principal_kind::user, user.id});
  }

  void project(const place& here, const std::string& name) {
    emulator::project made;
    made.is_default = name == "Default project";
    made.id = made.is_default ? "proj_default" : "proj_" + name;
    made.name = name;
    made.created_at = emulator::epoch;
    made.access = emulator::project_scope(made.id);
    const bool many = projects_ > 10;
    roles(here / "role", made.access, "role_" + made.id + "~", many ? 25 : 45);
    const std::size_t share = many ? 20 : 50;
    for (const auto& group : org_.groups) {
      if ((here / "in" / group.id).has(share)) made.groups.add({group.id, emulator::epoch});
    }
    for (const auto& user : org_.users) {
      if (!made.is_default && (here / "in" / user.id).has(share / 2))
        made.users.add({user.id, emulator::epoch});
    }
    project_grants(here / "grant", made);
    org_.projects.add(std::move(made));
  }

  /// Who is in a project holds something there, but for a few.
  static void project_grants(const place& at, emulator::project& in) {
    const auto give = [&](const principal& who) {
      for (const auto& role : in.access.roles) {
        const std::size_t percent = role.predefined ? 30 : 40;
        if ((at / who.id / role.name).has(percent)) emulator::assign(in.access, who, role.id);
      }
    };
    for (const auto& group : in.groups) give({principal_kind::group, group.id});
    for (const auto& user : in.users) give({principal_kind::user, user.id});
  }

  void invites() {
    if (!(at_ / "invite").has(40)) return;
    constexpr std::array all{"pending", "expired"};
    emulator::invite made;
    made.id = "invite_guest";
    made.email = email("guest");
    made.role = "reader";
    made.status = (at_ / "invite" / "status").one_of(all);
    made.created_at = emulator::epoch;
    org_.invites.add(std::move(made));
  }

  place at_;
  std::size_t projects_;
  emulator::state org_;
};

} // namespace

names project_names(std::size_t count) {
  names out;
  for (std::size_t i = 0; i < count; ++i) out.push_back("P" + std::to_string(i));
  out.emplace_back("Default project");
  return out;
}

std::size_t project_count(const place& at) {
  constexpr std::array<std::size_t, 8> all{1, 1, 2, 2, 3, 3, 5, 20};
  return (at / "projects").one_of(all);
}

emulator::state random_organization(const place& at, std::size_t projects) {
  return maker(at, projects).run();
}

} // namespace rolecall::sim
