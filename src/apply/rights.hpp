#pragma once

// What a plan takes of what lets people administer the organization, and what it leaves them of it. Pure.

#include "model/organization.hpp"
#include "plan/plan.hpp"

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::apply {

class taken_rights {
public:
  /// As far as `live`, which must outlive this, was read.
  taken_rights(const plan::plan& p, const model::organization& live);

  /// Whether a way of his to administer the organization ends, be it one of several.
  [[nodiscard]] bool concerns(const std::string& user_id) const { return persons_.contains(user_id); }
  /// Grants to him, and to groups that he is in, that let him administer it in the end as well.
  [[nodiscard]] std::vector<const model::live_grant*> left_to(const std::string& user_id) const;
  /// Whoever is in them loses something.
  [[nodiscard]] const std::set<std::string>& groups() const { return groups_; }
  /// Whoever holds them does.
  [[nodiscard]] const std::set<std::string>& roles() const { return roles_; }

private:
  void take(const plan::unassign_role& what);
  void take(const plan::remove_member& what);
  void take(const plan::delete_group& what);
  void take(const plan::delete_role& what);
  void take(const plan::update_role& what);
  void take(const auto&) {}

  [[nodiscard]] bool administers(const std::string& role_id) const;
  [[nodiscard]] std::span<const model::live_grant> held_by(model::principal_kind kind,
                                                           const std::string& principal_id) const;
  void end(const model::live_grant& g);
  void end_role(const std::string& role_id);

  const model::organization& live_;
  std::set<std::string> persons_;
  std::set<std::string> groups_;
  std::set<std::string> roles_;
  std::set<const model::live_grant*> grants_;                 ///< that end
  std::set<std::pair<std::string, std::string>> memberships_; ///< that end: group and user
};

} // namespace rolecall::apply
