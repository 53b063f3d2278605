#include "live/estimate.hpp"

#include <algorithm>

namespace rolecall::live {
namespace {

using model::list_kind;
using model::ownership;

/// Counts over the policy that the read plan rests on.
struct counts {
  std::size_t groups_with_roles = 0;
  std::size_t projects_with_roles = 0;
  std::size_t authoritative_projects = 0;
  std::size_t named_in_projects = 0;
  bool groups = false;

  explicit counts(const model::policy& policy) : groups(policy.groups.has_value()) {
    if (policy.groups) {
      groups_with_roles = static_cast<std::size_t>(
          std::ranges::count_if(*policy.groups, [](const model::group& g) { return g.roles.has_value(); }));
    }
    for (const model::project& project : policy.projects) {
      if (project.roles || project.groups) ++projects_with_roles;
      if (!project.groups) continue;
      named_in_projects += project.groups->size();
      const model::manage manage = project.manage.value_or(policy.manage);
      const bool all = manage.grants == ownership::authoritative;
      if (all) ++authoritative_projects;
      groups = groups || all || !project.groups->empty();
    }
  }
};

} // namespace

std::vector<expected_reads> estimate(const model::policy& policy) {
  const counts c(policy);
  std::vector<expected_reads> out;
  const auto add = [&out](int stage, list_kind kind, std::size_t calls, bool at_least, std::string why) {
    if (calls > 0 || at_least) out.push_back({stage, kind, calls, at_least, std::move(why)});
  };
  const int top = policy.organization ? 2 : 1; // alone first, where it must confirm the organization
  add(1, list_kind::organization_roles, 1, false, "roles, and which organization this is");
  if (c.groups) add(top, list_kind::groups, 1, true, "groups; pages of 1000");
  if (!policy.projects.empty()) add(top, list_kind::projects, 1, true, "projects; pages of 100");
  const bool all_groups = policy.groups && policy.manage.grants == ownership::authoritative;
  add(top + 1, list_kind::group_roles, c.groups_with_roles, all_groups,
      all_groups ? "each group: grants are authoritative" : "each group with roles");
  add(top + 1, list_kind::project_roles, c.projects_with_roles, false, "each project with roles or groups");
  add(top + 1, list_kind::project_groups, c.authoritative_projects, false,
      "each project whose grants are authoritative");
  add(top + 1, list_kind::project_group_roles, c.named_in_projects, c.authoritative_projects > 0,
      c.authoritative_projects > 0 ? "each group in a project, named or listed there"
                                   : "each group named in a project");
  return out;
}

} // namespace rolecall::live
