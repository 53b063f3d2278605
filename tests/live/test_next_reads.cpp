// Which lists are read for which policy, stage by stage: calls are the cost.

#include "answers.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

model::organization company() {
  return world()
      .role("R", {"a"})
      .group("G")
      .group("H")
      .user("ada")
      .project("P")
      .project("Q")
      .project_role("P", "K", {"b"})
      .grant("G", "R")
      .grant("H", "R")
      .grant_in("P", "G", "K")
      .grant_in("P", "H", "viewer")
      .user_grant("ada", "R")
      .user_grant_in("P", "ada", "K")
      .member("H", "ada")
      .live();
}

constexpr model::manage no_deletions{model::ownership::additive, model::ownership::additive,
                                     model::ownership::additive, model::ownership::authoritative};

std::string reads(const rules& said, const model::organization& whole = company()) {
  return read_for(said.policy(), whole).text();
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("the smallest policy reads the roles, which tell the organization") {
  CHECK(reads(rules()) == "1 GET /organization/roles\n");
}

TEST_CASE("while an organization is asked for, only what confirms it is read") {
  CHECK(reads(rules().organization("org-1").group("G")) == "1 GET /organization/roles\n"
                                                           "2 GET /organization/groups\n");
  CHECK(reads(rules().organization("org-2").group("G")) == "1 GET /organization/roles\n");
}

TEST_CASE("additive grants read the role list of each group that has roles in the policy") {
  CHECK(reads(rules().group("G", {"reader"}).group("H")) == "1 GET /organization/roles\n"
                                                            "1 GET /organization/groups\n"
                                                            "2 GET /organization/groups/group_G/roles\n");
}

TEST_CASE("authoritative grants read the role list of every group that is not another policy's") {
  CHECK(reads(rules(no_deletions).group("G", {"reader"})) == "1 GET /organization/roles\n"
                                                             "1 GET /organization/groups\n"
                                                             "2 GET /organization/groups/group_G/roles\n"
                                                             "2 GET /organization/groups/group_H/roles\n");
  CHECK(reads(rules(no_deletions).except_groups("H").group("G")) == "1 GET /organization/roles\n"
                                                                    "1 GET /organization/groups\n");
}

TEST_CASE("a group that is not there yet costs nothing") {
  CHECK(reads(rules().group("New", {"reader"})) == "1 GET /organization/roles\n"
                                                   "1 GET /organization/groups\n");
}

TEST_CASE("a project that says nothing costs nothing beyond the projects") {
  CHECK(reads(rules().project("P")) == "1 GET /organization/roles\n"
                                       "1 GET /organization/projects\n");
}

TEST_CASE("a project's roles read its role list") {
  CHECK(reads(rules().role_in("P", "K", {"b"})) == "1 GET /organization/roles\n"
                                                   "1 GET /organization/projects\n"
                                                   "2 GET /projects/proj_P/roles\n");
}

TEST_CASE("additive grants in a project read the roles of each named group") {
  CHECK(reads(rules().group("G").group_in("P", "G", {"viewer"})) ==
        "1 GET /organization/roles\n"
        "1 GET /organization/groups\n"
        "1 GET /organization/projects\n"
        "2 GET /projects/proj_P/roles\n"
        "2 GET /projects/proj_P/groups/group_G/roles\n");
}

TEST_CASE("authoritative grants in a project read its groups, then the roles of those not yet read") {
  CHECK(reads(rules(all_additive).group("G").manage_in("P", no_deletions).group_in("P", "G", {"viewer"})) ==
        "1 GET /organization/roles\n"
        "1 GET /organization/groups\n"
        "1 GET /organization/projects\n"
        "2 GET /projects/proj_P/roles\n"
        "2 GET /organization/projects/proj_P/groups\n"
        "2 GET /projects/proj_P/groups/group_G/roles\n"
        "3 GET /projects/proj_P/groups/group_H/roles\n");
}

TEST_CASE(
    "groups in an authoritative project are shown by name, so their list is read even if none is named") {
  const rules said = rules(no_deletions).no_groups_in("P");
  CHECK(reads(said) == "1 GET /organization/roles\n"
                       "1 GET /organization/groups\n"
                       "1 GET /organization/projects\n"
                       "2 GET /projects/proj_P/roles\n"
                       "2 GET /organization/projects/proj_P/groups\n"
                       "3 GET /projects/proj_P/groups/group_G/roles\n"
                       "3 GET /projects/proj_P/groups/group_H/roles\n");
  const plan::plan p = plan_of(said.policy(), read_for(said.policy(), company()).live);
  CHECK(operations(p) == text({R"(unassign project["P"].group["G"].grant["K"])",
                               R"(unassign project["P"].group["H"].grant["viewer"])",
                               R"(leave project["P"].group["G"])", R"(leave project["P"].group["H"])"}));
}

TEST_CASE("a missing first grant reads who is in the project") {
  CHECK(reads(rules().group("G").group_in("Q", "G", {"viewer"})) ==
        "1 GET /organization/roles\n"
        "1 GET /organization/groups\n"
        "1 GET /organization/projects\n"
        "2 GET /projects/proj_Q/roles\n"
        "2 GET /projects/proj_Q/groups/group_G/roles\n"
        "3 GET /organization/projects/proj_Q/groups\n");
}

TEST_CASE("an organization role that would go reads who holds it, groups and users") {
  CHECK(reads(rules(all_authoritative).no_roles()) == "1 GET /organization/roles\n"
                                                      "2 GET /organization/groups\n"
                                                      "2 GET /organization/users\n"
                                                      "3 GET /organization/groups/group_G/roles\n"
                                                      "3 GET /organization/groups/group_H/roles\n"
                                                      "3 GET /organization/users/user_ada/roles\n");
}

TEST_CASE("a project's role that would go reads who holds it there") {
  constexpr model::manage only_roles{model::ownership::authoritative, {}, {}, {}};
  CHECK(reads(rules().manage_in("P", only_roles).no_roles_in("P")) ==
        "1 GET /organization/roles\n"
        "1 GET /organization/projects\n"
        "2 GET /projects/proj_P/roles\n"
        "3 GET /organization/groups\n"
        "3 GET /organization/projects/proj_P/groups\n"
        "3 GET /organization/projects/proj_P/users\n"
        "4 GET /projects/proj_P/groups/group_G/roles\n"
        "4 GET /projects/proj_P/groups/group_H/roles\n"
        "4 GET /projects/proj_P/users/user_ada/roles\n");
}

TEST_CASE("a group that would go reads its members and all that it holds") {
  constexpr model::manage only_groups{{}, model::ownership::authoritative, {}, {}};
  CHECK(reads(rules(only_groups).group("G")) == "1 GET /organization/roles\n"
                                                "1 GET /organization/groups\n"
                                                "2 GET /organization/projects\n"
                                                "2 GET /organization/groups/group_H/users\n"
                                                "2 GET /organization/groups/group_H/roles\n"
                                                "3 GET /projects/proj_P/groups/group_H/roles\n"
                                                "3 GET /projects/proj_Q/groups/group_H/roles\n");
}

TEST_CASE("where the source of a user's role is not told, the members of the groups that hold it are read") {
  const rules said = rules(all_authoritative).no_roles().group("G", {"reader"}).group("H", {}).group("I", {});
  const world live =
      world().role("Old", {"a"}).group("G").group("H").group("I").user("ada").user("bob").grant("G", "Old");
  world with_untold = live;
  with_untold.untold("ada", "Old").untold("bob", "Old").member("G", "ada");
  CHECK(read_for(said.policy(), live.live()).calls(model::list_kind::group_members) == 0);
  const reading r = read_for(said.policy(), with_untold.live());
  CHECK(r.calls(model::list_kind::group_members) == 1); // of G: H and I do not hold it
  CHECK(operations(plan_of(said.policy(), r.live)) ==
        text({R"(assign group["G"].grant["reader"])", R"(unassign group["G"].grant["Old"])",
              R"(unassign user["bob@example.com"].grant["Old"])", R"(delete role["Old"])"}));
}

TEST_CASE("a list that is refused is not asked for again, and nothing rests on it") {
  const model::list_ref roles{model::list_kind::project_roles, "proj_P", {}};
  const model::policy policy = rules(no_deletions).group("G").group_in("P", "G", {"viewer"}).policy();
  const reading r = read_for(policy, company(), role_ids::bound, {roles});
  CHECK(r.calls(model::list_kind::project_roles) == 1);
  const plan::plan p = plan_of(policy, r.live);
  CHECK_FALSE(p.complete());
  CHECK(operations(p).find("project[") == std::string::npos);
}

TEST_SUITE_END();
