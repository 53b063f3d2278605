#pragma once

// Who may do what in an emulated organization, and in the one that a plan leads to.

#include "emulator/state.hpp"
#include "plan/plan.hpp"

#include <bitset>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace rolecall::sim {

using permission_set = std::bitset<256>;

/// Permissions as bits; grows as it meets new ones.
class permission_bits {
public:
  permission_set of(const std::vector<std::string>& permissions);
  /// For messages.
  [[nodiscard]] std::string words(const permission_set& which) const;

private:
  std::unordered_map<std::string, std::size_t> known_;
};

/// A principal in the organization (empty project) or in a project.
struct holder {
  std::string project;
  emulator::principal who;
  auto operator<=>(const holder&) const = default;
};

/// What decides about access, and nothing else. Roles, groups and projects by their keys: ids, or what a plan
/// makes of names.
struct access_facts {
  std::map<std::string, permission_set> roles;
  std::map<holder, std::set<std::string>> held;
  std::map<std::string, std::set<std::string>> groups_of; ///< of each user

  /// A user's with those of his groups.
  [[nodiscard]] permission_set permissions(const holder& of) const;
  /// Takes in whatever the other has.
  void unite(const access_facts& other);
};

access_facts facts_of(const emulator::state& org, permission_bits& bits);

/// What one holder has now, without making facts of everything.
permission_set permissions_now(const emulator::state& org, const holder& of, permission_bits& bits);

/// The facts once all of `p` is done. What it makes is keyed by made_key().
access_facts facts_after(access_facts before, const plan::plan& p, permission_bits& bits);

/// Key of what the operation at that index makes.
std::string made_key(std::size_t index);

} // namespace rolecall::sim
