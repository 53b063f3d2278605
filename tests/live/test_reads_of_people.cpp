// Which lists are read where a policy speaks of people: users, members, what they hold themselves.

#include "answers.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

world company() {
  return world()
      .role("R", {"a"})
      .group("G")
      .group("H")
      .user("ada")
      .user("bob")
      .project("P")
      .project("Q")
      .user_grant("ada", "R")
      .user_grant_in("P", "ada", "viewer")
      .member("G", "ada");
}

constexpr model::manage authoritative_members{{}, {}, model::ownership::authoritative, {}};
constexpr model::manage authoritative_grants{{}, {}, {}, model::ownership::authoritative};

std::string reads(const rules& said, const world& live = company()) {
  return read_for(said.policy(), live.live()).text();
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("who is already in a group is known by that: nobody is looked for") {
  CHECK(reads(rules().group("G").members("G", {"ada@example.com"})) ==
        "1 GET /organization/roles\n"
        "1 GET /organization/groups\n"
        "2 GET /organization/groups/group_G/users\n");
}

TEST_CASE("who no list shows is looked for by e-mail, all of them in one call") {
  const names many{"ada@example.com", "bob@example.com", "carl@example.com", "dora@example.com"};
  CHECK(reads(rules().group("G").members("G", many)) ==
        "1 GET /organization/roles\n"
        "1 GET /organization/groups\n"
        "2 GET /organization/groups/group_G/users\n"
        "3 GET /organization/users bob@example.com carl@example.com dora@example.com\n");
}

TEST_CASE("an id needs no looking for") {
  CHECK(reads(rules().group("G").members("G", {"user_bob"})) == "1 GET /organization/roles\n"
                                                                "1 GET /organization/groups\n"
                                                                "2 GET /organization/groups/group_G/users\n");
  CHECK(reads(rules().user("user_ada", {"R"})) == "1 GET /organization/roles\n"
                                                  "2 GET /organization/users/user_ada/roles\n");
}

TEST_CASE("authoritative members read the groups that have members in the policy, no others") {
  const rules said = rules(authoritative_members).group("G").members("G", {"ada@example.com"}).group("H");
  CHECK(reads(said) == "1 GET /organization/roles\n"
                       "1 GET /organization/groups\n"
                       "2 GET /organization/groups/group_G/users\n");
}

TEST_CASE("additive roles of users read the role list of each who has roles in the policy") {
  const rules said =
      rules().user("ada@example.com", {"R"}).user("bob@example.com", {"R"}).user("carl@example.com");
  CHECK(reads(said) == "1 GET /organization/roles\n"
                       "2 GET /organization/users ada@example.com bob@example.com carl@example.com\n"
                       "3 GET /organization/users/user_ada/roles\n"
                       "3 GET /organization/users/user_bob/roles\n");
}

TEST_CASE("authoritative roles of users list all users, and look for nobody") {
  CHECK(reads(rules(authoritative_grants).user("ada@example.com", {"R"})) ==
        "1 GET /organization/roles\n"
        "1 GET /organization/users\n"
        "2 GET /organization/users/user_ada/roles\n"
        "2 GET /organization/users/user_bob/roles\n");
}

TEST_CASE("a user's roles in a project: his role list there; without any, also who is in the project") {
  const std::string before = "1 GET /organization/roles\n"
                             "1 GET /organization/projects\n"
                             "2 GET /projects/proj_P/roles\n";
  CHECK(reads(rules().user_in("P", "ada@example.com", {"viewer"})) ==
        before + "3 GET /organization/users ada@example.com\n"
                 "4 GET /projects/proj_P/users/user_ada/roles\n");
  CHECK(reads(rules().user_in("P", "bob@example.com", {"viewer"})) ==
        before + "3 GET /organization/users bob@example.com\n"
                 "4 GET /projects/proj_P/users/user_bob/roles\n"
                 "5 GET /organization/projects/proj_P/users\n");
}

TEST_CASE("authoritative roles of users in a project read its users, who are then known") {
  CHECK(reads(rules(authoritative_grants).user_in("P", "ada@example.com", {"viewer"})) ==
        "1 GET /organization/roles\n"
        "1 GET /organization/projects\n"
        "2 GET /projects/proj_P/roles\n"
        "2 GET /organization/projects/proj_P/users\n"
        "3 GET /projects/proj_P/users/user_ada/roles\n");
}

TEST_CASE("before a user loses a role in a project, who is an owner is read; before he leaves it, what "
          "groups give") {
  const rules said = rules(authoritative_grants).no_users_in("P");
  const auto told = [&](const world& w) {
    model::organization live = w.live();
    tell_owners(live, user_lists::own);
    return read_for(said.policy(), live).text();
  };
  const std::string before = "1 GET /organization/roles\n"
                             "1 GET /organization/projects\n"
                             "2 GET /projects/proj_P/roles\n"
                             "2 GET /organization/projects/proj_P/users\n"
                             "3 GET /projects/proj_P/users/user_ada/roles\n"
                             "4 GET /organization/users ada@example.com\n";
  const std::string groups = "5 GET /organization/groups\n"
                             "6 GET /organization/groups/group_G/roles\n"
                             "6 GET /organization/groups/group_H/roles\n";
  CHECK(told(company().user_grant("ada", "owner")) == before);
  CHECK(told(company().grant("G", "owner")) ==
        before + groups + "7 GET /organization/groups/group_G/users\n");
  CHECK(told(company().grant_in("P", "H", "viewer")) == before + groups +
                                                            "7 GET /organization/projects/proj_P/groups\n"
                                                            "8 GET /projects/proj_P/groups/group_H/roles\n"
                                                            "9 GET /organization/groups/group_H/users\n");
  CHECK(told(company().user_grant_in("P", "ada", "member")) ==
        before + groups + "7 GET /organization/projects/proj_P/groups\n");
}

TEST_CASE("invitations are read only if somebody who may be invited was not found") {
  CHECK(reads(rules().invited("eve@example.com", {"reader"})) == "1 GET /organization/roles\n"
                                                                 "2 GET /organization/users eve@example.com\n"
                                                                 "3 GET /organization/invites\n");
  CHECK(reads(rules().invited("ada@example.com", {"R"})) == "1 GET /organization/roles\n"
                                                            "2 GET /organization/users ada@example.com\n"
                                                            "3 GET /organization/users/user_ada/roles\n");
}

TEST_SUITE_END();
