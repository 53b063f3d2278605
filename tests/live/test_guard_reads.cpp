// Which lists are read for the guards alone: only where something goes that matters to them.

#include "answers.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

const std::string manages = "api.management.write";

/// Admins and Others let ada and bob administer; cy does so himself; dan is an owner.
model::organization company() {
  model::organization live = world()
                                 .role("Admin", {manages})
                                 .role("R", {"a", "b"})
                                 .group("Admins")
                                 .group("Others")
                                 .group("Staff")
                                 .user("ada")
                                 .user("bob")
                                 .user("cy")
                                 .user("dan")
                                 .member("Admins", "ada")
                                 .member("Others", "bob")
                                 .member("Staff", "ada")
                                 .grant("Admins", "Admin")
                                 .grant("Others", "Admin")
                                 .grant("Staff", "R")
                                 .user_grant("cy", "Admin")
                                 .user_grant("dan", "owner")
                                 .live();
  tell_owners(live, user_lists::own);
  return live;
}

constexpr model::manage authoritative_grants{{}, {}, {}, model::ownership::authoritative};

std::string reads(const model::policy& said) { return read_for(said, company()).text(); }
std::string reads(const rules& said) { return reads(said.policy()); }

std::string ended(const rules& said) {
  const model::policy policy = said.policy();
  const reading r = read_for(policy, company());
  std::string out;
  for (const plan::ended_right& of : plan_of(policy, r.live).ends_rights_of) out += of.shown + " ";
  return out;
}

/// Takes Admin from Admins, nothing else.
rules ending() {
  return rules().foreign_role("Admin").group("Admins", {}).manage_group("Admins", authoritative_grants);
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("a group loses what lets it administer: its members, and how else they may do so") {
  CHECK(reads(ending()) == "1 GET /organization/roles\n"
                           "1 GET /organization/groups\n"
                           "2 GET /organization/groups/group_Admins/roles\n"
                           "3 GET /organization/groups/group_Admins/users\n"
                           "4 GET /organization/users/user_ada/roles\n"
                           "5 GET /organization/groups/group_Others/roles\n"
                           "5 GET /organization/groups/group_Staff/roles\n"
                           "6 GET /organization/groups/group_Others/users\n");
  CHECK(ended(ending()) == "ada@example.com ");
}

TEST_CASE("a role that lets its holders administer no more reads who holds it, but owners") {
  const rules said = rules().role("Admin", {"a"});
  CHECK(reads(said) == "1 GET /organization/roles\n"
                       "2 GET /organization/groups\n"
                       "2 GET /organization/users\n"
                       "3 GET /organization/groups/group_Admins/roles\n"
                       "3 GET /organization/groups/group_Others/roles\n"
                       "3 GET /organization/groups/group_Staff/roles\n"
                       "3 GET /organization/users/user_ada/roles\n"
                       "3 GET /organization/users/user_bob/roles\n"
                       "3 GET /organization/users/user_cy/roles\n"
                       "4 GET /organization/groups/group_Admins/users\n"
                       "4 GET /organization/groups/group_Others/users\n");
  CHECK(ended(said) == "ada@example.com bob@example.com cy@example.com ");
}

TEST_CASE("a role that lets its holders administer is deleted: the members of the groups that hold it, too") {
  constexpr model::manage roles{model::ownership::authoritative, {}, {}, {}};
  CHECK(ended(rules(roles).role("R", {"a", "b"})) == "ada@example.com bob@example.com cy@example.com ");
}

TEST_CASE("a role shrinks and still lets its holders administer, or never did: nothing more is read") {
  CHECK(reads(rules().role("R", {"a"})) == "1 GET /organization/roles\n");
  CHECK(reads(rules().role("Admin", {manages, "a"})) == "1 GET /organization/roles\n");
  CHECK(reads(rules().group("Staff", {}).manage_group("Staff", authoritative_grants)).find("users") ==
        std::string::npos);
}

TEST_SUITE_END();
