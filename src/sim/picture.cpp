#include "sim/picture.hpp"

#include <algorithm>
#include <iterator>

namespace rolecall::sim {
namespace {

using emulator::principal_kind;

class painter {
public:
  explicit painter(const emulator::state& org) : org_(org) {}

  std::vector<std::string> run() {
    for (const auto& group : org_.groups) {
      add("group " + group.name);
      for (const auto& member : group.members) add("group " + group.name + " has " + member.id);
    }
    for (const auto& invite : org_.invites)
      if (invite.status == "pending") add("invited " + invite.email);
    scope("", org_.access);
    for (const auto& in : org_.projects) {
      if (in.archived_at) continue;
      add("project " + in.name);
      scope("in " + in.name + " ", in.access);
    }
    std::ranges::sort(lines_);
    return std::move(lines_);
  }

private:
  void add(std::string line) { lines_.push_back(std::move(line)); }

  static bool in_passing(const std::string& where, const emulator::role& role) {
    return emulator::plain_name(role) == (where.empty() ? "reader" : "member");
  }
  [[nodiscard]] bool through_group(const emulator::scope& at, const std::string& user,
                                   const std::string& role) const {
    return std::any_of(org_.groups.begin(), org_.groups.end(), [&](const emulator::group& group) {
      return group.members.contains(user) && emulator::holds(at, {principal_kind::group, group.id}, role);
    });
  }

  [[nodiscard]] bool is_owner(const std::string& user) const {
    const std::string& owner = emulator::predefined_role(org_.access, "owner").id;
    return emulator::holds(org_.access, {principal_kind::user, user}, owner) ||
           through_group(org_.access, user, owner);
  }

  void scope(const std::string& where, const emulator::scope& at) {
    for (const auto& role : at.roles) {
      if (role.predefined) continue;
      auto permissions = role.permissions;
      std::ranges::sort(permissions);
      std::string line = where + "role " + role.name + " '" + role.description.value_or("") + "'";
      for (const std::string& permission : permissions) line += " " + permission;
      add(std::move(line));
    }
    for (const auto& [who, roles] : at.held) {
      const auto* group = who.kind == principal_kind::group ? org_.groups.find(who.id) : nullptr;
      for (const std::string& id : roles) {
        const auto* role = at.roles.find(id);
        if (!role || (!group && (in_passing(where, *role) || through_group(at, who.id, id)))) continue;
        if (!group && !where.empty() && is_owner(who.id)) continue;
        add(where + (group ? "group " + group->name : who.id) + " is " + role->name);
      }
    }
  }

  const emulator::state& org_;
  std::vector<std::string> lines_;
};

} // namespace

std::vector<std::string> picture_of(const emulator::state& org) { return painter(org).run(); }

std::string difference(const std::vector<std::string>& here, const std::vector<std::string>& there) {
  std::vector<std::string> only;
  std::ranges::set_difference(here, there, std::back_inserter(only));
  if (!only.empty()) return "only here: " + only.front();
  std::ranges::set_difference(there, here, std::back_inserter(only));
  return only.empty() ? "" : "missing: " + only.front();
}

} // namespace rolecall::sim
