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

model::policy protecting(const rules& said, const names& groups, const names& users) {
  model::policy out = said.policy();
  for (const std::string& name : groups) out.guards.protect.groups.push_back({name, {}});
  for (const std::string& name : users) out.guards.protect.users.push_back({name, {}});
  return out;
}

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

TEST_CASE("what is protected costs nothing while nothing goes") {
  const rules same = rules().role("R", {"a", "b"}).group("Staff", {"R"});
  CHECK(reads(protecting(same, {"Staff", "Admins"}, {"ada@example.com", "user_bob"})) == reads(same));
  const rules more = rules().role("R", {"a", "b", "c"}).group("Staff", {"R", "reader"});
  CHECK(reads(protecting(more, {"Staff", "Admins"}, {"ada@example.com", "user_bob"})) == reads(more));
}

TEST_CASE("a role shrinks: what protected groups hold there") {
  CHECK(reads(protecting(rules().role("R", {"a"}), {"Staff", "Admins"}, {})) ==
        "1 GET /organization/roles\n"
        "2 GET /organization/groups\n"
        "3 GET /organization/groups/group_Admins/roles\n"
        "3 GET /organization/groups/group_Staff/roles\n");
}

TEST_CASE("a role shrinks: what protected users hold there, and who is in the groups that hold it") {
  CHECK(reads(protecting(rules().role("R", {"a"}), {}, {"ada@example.com"})) ==
        "1 GET /organization/roles\n"
        "2 GET /organization/users ada@example.com\n"
        "3 GET /organization/groups\n"
        "3 GET /organization/users/user_ada/roles\n"
        "4 GET /organization/groups/group_Admins/roles\n"
        "4 GET /organization/groups/group_Others/roles\n"
        "4 GET /organization/groups/group_Staff/roles\n"
        "5 GET /organization/groups/group_Staff/users\n");
}

TEST_CASE("nobody has the name that is protected: nothing more is read, and it is said") {
  const model::policy policy = protecting(rules().role("R", {"a"}), {}, {"eve@example.com"});
  const reading r = read_for(policy, company());
  CHECK(r.text() == "1 GET /organization/roles\n"
                    "2 GET /organization/users eve@example.com\n");
  CHECK(plan_of(policy, r.live).warnings ==
        names{"guards.protect names user \"eve@example.com\", which is not there: it protects nothing"});
}

TEST_CASE("a group loses a role: who is in it, and what else gives a protected user the same") {
  const rules said = rules().foreign_role("R").group("Staff", {}).manage_group("Staff", authoritative_grants);
  const std::string before = "1 GET /organization/roles\n"
                             "1 GET /organization/groups\n"
                             "2 GET /organization/groups/group_Staff/roles\n"
                             "3 GET /organization/groups/group_Staff/users\n";
  CHECK(reads(protecting(said, {}, {"bob@example.com"})) == before); // he is not in it
  CHECK(reads(protecting(said, {}, {"ada@example.com"})) ==
        before + "4 GET /organization/groups/group_Admins/roles\n"
                 "4 GET /organization/groups/group_Others/roles\n"
                 "4 GET /organization/users/user_ada/roles\n");
}

TEST_CASE("where one of those lists is refused, the plan is not complete") {
  const model::policy policy = protecting(rules().role("R", {"a"}), {"Staff"}, {"ada@example.com"});
  const reading whole = read_for(policy, company());
  for (std::size_t i = 1; i < whole.stages.size(); ++i) {
    for (const model::list_ref& list : whole.stages[i]) {
      INFO(model::to_string(list));
      const reading r = read_for(policy, company(), role_ids::bound, {list});
      CHECK_FALSE(plan_of(policy, r.live).complete());
    }
  }
}

TEST_SUITE_END();
