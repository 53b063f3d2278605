#pragma once

// What goes when all that the policy wants is so, as far as was read. Inside live only.

#include "model/desired.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::live {

class losses {
public:
  losses(const model::desired& want, const model::organization& live, const model::symbols& names);

  [[nodiscard]] const model::desired& want() const { return want_; }
  [[nodiscard]] const model::organization& live() const { return live_; }
  [[nodiscard]] const model::symbols& names() const { return names_; }

  /// Roles that lose permissions, those that are deleted too.
  [[nodiscard]] const std::vector<const model::live_role*>& shrinking() const { return shrinking_; }
  /// Sorted; none of a role that is deleted.
  [[nodiscard]] const std::vector<std::string>& permissions_after(const model::live_role& role) const;
  [[nodiscard]] bool is_deleted(const model::live_role& role) const;
  [[nodiscard]] bool is_deleted(const model::live_group& group) const { return doomed_.contains(group.id); }
  /// Whether the policy takes the grant away, for itself or with its group.
  [[nodiscard]] bool goes(const model::live_grant& held) const;
  /// Users and the groups that they leave, ids both; not those of groups that are deleted.
  [[nodiscard]] const std::set<std::pair<std::string, std::string>>& leaving() const { return leaving_; }
  [[nodiscard]] bool leaves(const std::string& user_id, const std::string& group_id) const {
    return leaving_.contains({user_id, group_id});
  }
  /// Roles of users that go.
  [[nodiscard]] const std::set<model::live_grant>& of_users() const { return of_users_; }

private:
  void note_roles();
  void note_members();
  [[nodiscard]] model::grant grant_of(const model::live_grant& g) const;

  const model::desired& want_;
  const model::organization& live_;
  const model::symbols& names_;
  std::vector<const model::live_role*> shrinking_;
  std::map<std::string, std::vector<std::string>> after_; ///< of shrinking roles, by id
  std::set<std::string> deleted_;                         ///< roles
  std::set<std::string> doomed_;                          ///< groups
  std::set<std::pair<std::string, std::string>> leaving_;
  std::set<model::live_grant> of_users_;
};

} // namespace rolecall::live
