// Which lists make an organization whole.

#include "answers.hpp"
#include "live/full_reads.hpp"
#include "support/random_case.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace rolecall;
using namespace rolecall::test;
using model::list_kind;
using model::list_ref;

namespace {

/// Said a second time, and without stages.
std::set<list_ref> every_list(const model::organization& whole) {
  std::set<list_ref> out{{list_kind::organization_roles, {}, {}},
                         {list_kind::groups, {}, {}},
                         {list_kind::projects, {}, {}},
                         {list_kind::users, {}, {}},
                         {list_kind::invites, {}, {}}};
  for (const model::live_user& user : whole.users) out.insert({list_kind::user_roles, {}, user.id});
  for (const model::live_group& group : whole.groups) {
    out.insert({list_kind::group_members, {}, group.id});
    out.insert({list_kind::group_roles, {}, group.id});
  }
  for (const model::live_project& project : whole.projects) {
    if (project.archived) continue;
    out.insert({list_kind::project_roles, project.id, {}});
    const list_ref groups{list_kind::project_groups, project.id, {}};
    const list_ref users{list_kind::project_users, project.id, {}};
    out.insert({groups, users});
    for (const std::string& id : whole.listed(groups))
      out.insert({list_kind::project_group_roles, project.id, id});
    for (const std::string& id : whole.listed(users))
      out.insert({list_kind::project_user_roles, project.id, id});
  }
  return out;
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("everything is read in three stages, each list once") {
  const model::organization whole = world()
                                        .group("G")
                                        .user("ada")
                                        .user("bob")
                                        .project("P")
                                        .archived("Old")
                                        .grant_in("P", "G", "viewer")
                                        .user_grant_in("P", "ada", "owner")
                                        .live();
  CHECK(read_whole(whole).text() == "1 GET /organization/roles\n"
                                    "1 GET /organization/groups\n"
                                    "1 GET /organization/projects\n"
                                    "1 GET /organization/users\n"
                                    "1 GET /organization/invites\n"
                                    "2 GET /projects/proj_P/roles\n"
                                    "2 GET /organization/projects/proj_P/groups\n"
                                    "2 GET /organization/projects/proj_P/users\n"
                                    "2 GET /organization/groups/group_G/users\n"
                                    "2 GET /organization/groups/group_G/roles\n"
                                    "2 GET /organization/users/user_ada/roles\n"
                                    "2 GET /organization/users/user_bob/roles\n"
                                    "3 GET /projects/proj_P/groups/group_G/roles\n"
                                    "3 GET /projects/proj_P/users/user_ada/roles\n");
}

TEST_CASE("every list of any organization is named, none twice, and they give all of it") {
  for_each_case(500, [](const random_case& c) {
    const reading r = read_whole(c.live, c.seed % 2 == 0 ? role_ids::bound : role_ids::alias);
    std::set<list_ref> named;
    for (const std::vector<list_ref>& stage : r.stages) named.insert(stage.begin(), stage.end());
    REQUIRE(named == every_list(c.live));
    REQUIRE(difference(r.live, c.live) == "");
  });
}

TEST_CASE("a list that is refused is not named again, nor is what only it would name") {
  const model::organization whole = world().group("G").project("P").grant_in("P", "G", "viewer").live();
  const list_ref groups{list_kind::project_groups, "proj_P", {}};
  const reading r = read_whole(whole, role_ids::bound, {groups});
  CHECK(r.calls(list_kind::project_groups) == 1);
  CHECK(r.calls(list_kind::project_group_roles) == 0);
  CHECK(r.live.unreadable.contains(groups));
}

TEST_SUITE_END();
