// Who is an owner, or administers the organization, before, during and after a plan.

#include "planner/make_plan.hpp"
#include "planner/standing.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace rolecall;
using namespace rolecall::test;

namespace {

using people = std::set<std::string>;

const std::string owner = world::role_id("", "owner");
const std::vector<std::string> manages{"api.management.write"};

plan::plan of(const std::vector<std::pair<plan::action, plan::stage>>& all) {
  plan::plan out;
  for (const auto& [what, stage] : all) {
    plan::operation op;
    op.what = what;
    op.stage = stage;
    out.operations.push_back(std::move(op));
  }
  return out;
}

plan::action give(const std::string& user, const std::string& role) {
  return plan::assign_role{{},   model::principal_kind::user, {user, {}}, {role, {}}, plan::entry::inside, {},
                           false};
}

} // namespace

TEST_SUITE("planner") {
  TEST_CASE("an owner of whom only the list of users tells counts, once; a group is nobody") {
    world told;
    told.user("ada").user("bob").user("cy").group("Admins").grant("Admins", "owner").member("Admins", "bob");
    model::organization live = told.live();
    for (model::live_user& user : live.users) {
      if (user.id != "user_cy") user.organization_role = "owner";
    }
    CHECK(planner::owners_in({}, live).before == people{"user_ada", "user_bob"});
    live.members.clear(); // who is in the group is not known
    CHECK(planner::owners_in({}, live).before == people{"user_ada", "user_bob"});
    live.grants.push_back(
        {"", model::principal_kind::user, "user_cy", owner, model::grant_source::inherited});
    CHECK(planner::owners_in({}, live).before == people{"user_ada", "user_bob"});
  }

  TEST_CASE("an owner of whom only the list of users tells does not cease to be one with another role") {
    world w;
    w.user("ada").group("Team").member("Team", "ada").role("Admins", manages).grant("Team", "Admins");
    model::organization live = w.live();
    live.users.front().organization_role = "owner";
    using enum plan::stage;
    const plan::action lost =
        plan::unassign_role{"", model::principal_kind::group, "group_Team", "role_Admins", false, false};
    CHECK(planner::administrators_in(of({{lost, removal}}), live).worst == people{"user_ada"});
    CHECK_FALSE(planner::touches_administrators(of({{lost, removal}}), live));
    live.users.front().organization_role = "reader";
    CHECK(planner::touches_administrators(of({{lost, removal}}), live));
  }

  TEST_CASE(
      "a role that comes to administer the organization makes administrators, one that goes ends them") {
    world w;
    w.user("ada").user("bob").role("Admins", {"api.management.write"}).role("Plain", {"p"});
    w.user_grant("ada", "Admins").user_grant("bob", "Plain");
    const model::organization live = w.live();
    CHECK(planner::administrators_in({}, live).before == people{"user_ada"});
    using enum plan::stage;
    const plan::action more =
        plan::update_role{"", "role_Plain", {"Plain", "Plain"}, {{}, {"p"}}, {{}, manages}};
    const plan::action less =
        plan::update_role{"", "role_Admins", {"Admins", "Admins"}, {{}, manages}, {{}, {"p"}}};
    const plan::action gone = plan::delete_role{"", "role_Admins", {{}, manages}};
    const plan::action made = plan::create_role{{}, "New", {{}, manages}};
    plan::action given = give("user_bob", "");
    std::get<plan::assign_role>(given).role.made_by = 0;
    CHECK(planner::administrators_in(of({{more, early_addition}}), live).worst ==
          people{"user_ada", "user_bob"});
    CHECK(planner::administrators_in(of({{less, removal}}), live).worst.empty());
    CHECK(planner::administrators_in(of({{gone, deletion}}), live).after.empty());
    CHECK(planner::administrators_in(of({{made, create}, {given, early_addition}}), live).after ==
          people{"user_ada", "user_bob"});
    CHECK(planner::administrators_in(of({{gone, deletion}, {more, late_addition}}), live).worst.empty());
    CHECK(planner::touches_administrators(of({{less, removal}}), live));
    CHECK_FALSE(planner::touches_administrators(of({{more, early_addition}}), live));
  }

  TEST_CASE("a plan says whose rights it ends, for good or for a time, and whom a flag has named") {
    world w;
    w.user("ada").user("bob").user("cy").user_grant("cy", "owner").role("Admins", manages).group("Team");
    w.user_grant("ada", "Admins").user_grant("bob", "Admins").member("Team", "ada").member("Team", "cy");
    // The team gets the role only after Cy has left it.
    const rules said = rules(all_authoritative)
                           .role("Admins", {"api.management.write"})
                           .group("Team", {"Admins"})
                           .members("Team", {"ada@example.com"})
                           .user("ada@example.com", {})
                           .user("bob@example.com", {})
                           .user("cy@example.com", {"owner"});
    planner::options choice;
    choice.lock_out = {"bob@example.com"};
    const plan::plan made = plan_of(said.policy(), w.live(), choice);
    REQUIRE(made.ends_rights_of.size() == 2);
    CHECK(made.ends_rights_of[0] == plan::ended_right{"user_ada", "ada@example.com", true, false});
    CHECK(made.ends_rights_of[1] == plan::ended_right{"user_bob", "bob@example.com", false, true});
  }
}
