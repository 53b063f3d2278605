#include "live/full_reads.hpp"

#include <set>

namespace rolecall::live {
namespace {

using model::list_kind;
using model::list_ref;

class unfolding {
public:
  explicit unfolding(const model::organization& live) : live_(live) {}

  std::vector<list_ref> run() {
    need(list_kind::organization_roles);
    need(list_kind::invites);
    if (need(list_kind::groups)) of_groups();
    if (need(list_kind::users)) of_each({list_kind::users, {}, {}}, list_kind::user_roles);
    if (need(list_kind::projects)) of_projects();
    return {needed_.begin(), needed_.end()};
  }

private:
  /// True once the list is there to look into.
  bool need(list_kind kind, const std::string& project_id = {}, const std::string& principal_id = {}) {
    list_ref list{kind, project_id, principal_id};
    if (live_.has_read(list)) return true;
    if (!live_.unreadable.contains(list)) needed_.insert(std::move(list));
    return false;
  }

  /// A list of each principal that `listed` has.
  void of_each(const list_ref& listed, list_kind kind) {
    for (const std::string& who : live_.listed(listed)) need(kind, listed.project_id, who);
  }

  void of_groups() {
    for (const model::live_group& group : live_.groups) {
      need(list_kind::group_members, {}, group.id);
      need(list_kind::group_roles, {}, group.id);
    }
  }

  void of_projects() {
    for (const model::live_project& project : live_.projects) {
      if (!project.archived) of_project(project.id);
    }
  }

  void of_project(const std::string& id) {
    need(list_kind::project_roles, id);
    if (need(list_kind::project_groups, id))
      of_each({list_kind::project_groups, id, {}}, list_kind::project_group_roles);
    if (need(list_kind::project_users, id))
      of_each({list_kind::project_users, id, {}}, list_kind::project_user_roles);
  }

  const model::organization& live_;
  std::set<list_ref> needed_;
};

} // namespace

std::vector<list_ref> next_full_reads(const model::organization& live) { return unfolding(live).run(); }

} // namespace rolecall::live
