#include "plan/plan.hpp"

#include <doctest/doctest.h>

using namespace rolecall::plan;

TEST_SUITE("plan") {
  TEST_CASE("every action creates, changes or removes") {
    CHECK(verb_of(create_role{}) == verb::create);
    CHECK(verb_of(create_group{}) == verb::create);
    CHECK(verb_of(assign_role{}) == verb::create);
    CHECK(verb_of(update_role{}) == verb::update);
    CHECK(verb_of(delete_role{}) == verb::remove);
    CHECK(verb_of(delete_group{}) == verb::remove);
    CHECK(verb_of(unassign_role{}) == verb::remove);
    CHECK(verb_of(leave_project{}) == verb::remove);
  }

  TEST_CASE(
      "a refusal or an unreadable list stands against a plan, a guard's remark or a blocked line does not") {
    plan p;
    p.blocked.emplace_back();
    p.guards.push_back({"max-removals", false, "", ""});
    CHECK(p.applyable());
    p.guards.push_back({"max-removals", true, "", ""});
    CHECK(p.refused());
    CHECK_FALSE(p.applyable());
    p.guards.clear();
    p.unreadable.push_back({"GET /groups", "403"});
    CHECK_FALSE(p.complete());
    CHECK_FALSE(p.applyable());
  }
}
