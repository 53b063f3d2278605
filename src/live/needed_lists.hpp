#pragma once

// Lists that are still to be read. Inside live only.

#include "model/organization.hpp"

#include <set>
#include <string>
#include <vector>

namespace rolecall::live {

class needed_lists {
public:
  explicit needed_lists(const model::organization& live) : live_(live) {}

  /// True once the list is there to look into. What was read, and what could not be, is not asked for again.
  bool need(model::list_ref list);
  bool need(model::list_kind kind, const std::string& project_id = {}, const std::string& principal_id = {});
  /// The roles of a principal; an empty project id means the organization.
  bool need_grants(const std::string& project_id, model::principal_kind kind,
                   const std::string& principal_id);
  /// The roles of every group in the project, or in the organization.
  void need_all_group_holders(const std::string& project_id);
  bool need_members(const std::string& group_id) {
    return need(model::list_kind::group_members, {}, group_id);
  }

  [[nodiscard]] bool empty() const { return lists_.empty(); }
  [[nodiscard]] std::size_t size() const { return lists_.size(); }
  /// Those of the other, too.
  void add(const needed_lists& other) { lists_.insert(other.lists_.begin(), other.lists_.end()); }
  [[nodiscard]] std::vector<model::list_ref> all() const { return {lists_.begin(), lists_.end()}; }

private:
  const model::organization& live_;
  std::set<model::list_ref> lists_;
};

/// Whether the address was looked for, by the list of all users or by itself.
bool was_asked_for(const std::string& email, const model::organization& live);

} // namespace rolecall::live
