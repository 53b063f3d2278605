#pragma once

// Permissions that nobody knows, or that work elsewhere.

#include "model/organization.hpp"
#include "model/policy.hpp"
#include "policy/findings.hpp"
#include "policy/permissions.hpp"

#include <optional>
#include <set>
#include <string>

namespace rolecall::policy {

/// The permissions that are known: the table, and what an organization's predefined roles show.
class permission_knowledge {
public:
  permission_knowledge() = default;
  explicit permission_knowledge(const model::organization& live);

  [[nodiscard]] bool has_seen_live() const { return seen_live_; }
  [[nodiscard]] bool knows(const std::string& name) const;
  /// What an organization shows wins over the table.
  [[nodiscard]] works_in where(const std::string& name) const;
  [[nodiscard]] std::optional<std::string> nearest(const std::string& name) const;

private:
  bool seen_live_ = false;
  std::set<std::string> in_organization_;
  std::set<std::string> in_projects_;
};

/// Each permission is judged once, where a role or a set writes it.
void lint_permissions(const model::policy& of, const permission_knowledge& known, findings& out);

} // namespace rolecall::policy
