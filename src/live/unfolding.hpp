#pragma once

// One step of the read plan: what is wanted, what was read, and what is still needed. Inside live only.

#include "live/losses.hpp"
#include "live/needed_lists.hpp"
#include "model/desired.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::live {

class unfolding {
public:
  /// All must outlive it.
  unfolding(const model::desired& want, const model::organization& live, const model::symbols& names);

  const model::desired& want;
  const model::organization& live;
  const model::symbols& names;
  losses lost;
  needed_lists needed;
  std::set<std::string> emails; ///< of users that must be looked for

  [[nodiscard]] const std::string& text(model::symbol s) const { return names.text(s); }
  [[nodiscard]] bool is_live(model::symbol key) const { return model::is_live_key(text(key)); }
  [[nodiscard]] model::grant grant_of(const model::live_grant& g) const;
  [[nodiscard]] bool is_wanted(const model::grant& what) const;
  /// Groups that he is in and that the policy takes him out of.
  [[nodiscard]] std::vector<std::string> left_by(const std::string& user) const;

  /// Grants of the role to groups.
  [[nodiscard]] const std::vector<const model::live_grant*>& holders_of(const std::string& project_id,
                                                                        const std::string& role_id) const;
  /// Groups that shall hold it.
  [[nodiscard]] const std::vector<model::symbol>& future_holders_of(const std::string& project_id,
                                                                    const std::string& role_id) const;
  /// Groups that will hold a role in the project: their members.
  void need_givers(const std::string& project_id);
  /// Where users hold the role without its source being told: the members of the groups that hold it, or
  /// will.
  void need_sources_of(const std::string& project_id, const std::string& role_id);

private:
  using project_role = std::pair<std::string, std::string>; // by ids

  std::map<project_role, std::vector<const model::live_grant*>> holders_;
  std::map<project_role, std::vector<model::symbol>> future_holders_;
  std::set<project_role> doubtful_; ///< users hold it, who knows by what
};

/// It may be a group's; and where one group explains it, another may give it too.
bool is_doubtful(const model::live_grant& g);

} // namespace rolecall::live
