#include "apply/freshness.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using std::chrono::seconds;

namespace {

const model::list_ref roles{model::list_kind::organization_roles, {}, {}};
const model::list_ref of_group{model::list_kind::group_roles, {}, "g"};

plan::plan with(plan::action what) {
  plan::operation op;
  op.what = std::move(what);
  plan::plan out;
  out.operations.push_back(std::move(op));
  return out;
}

model::organization read(const model::list_ref& list, int pages, seconds at) {
  model::organization out;
  out.read[list] = {pages, std::chrono::steady_clock::time_point(at)};
  return out;
}

std::vector<model::list_ref> recheck(const plan::plan& plan, const model::organization& live, seconds now) {
  return apply::lists_to_recheck(plan, live, std::chrono::steady_clock::time_point(now), seconds(60));
}

} // namespace

TEST_SUITE("apply") {
  TEST_CASE("what grew old is looked at again, if the plan touches it") {
    const plan::plan plan = with(plan::create_role{{}, "R", {}});
    CHECK(recheck(plan, read(roles, 1, seconds(100)), seconds(160)).empty());
    CHECK(recheck(plan, read(roles, 1, seconds(100)), seconds(161)) == std::vector{roles});
    CHECK(recheck(plan, read(of_group, 1, seconds(100)), seconds(999)).empty());
  }

  // Covers F27.
  TEST_CASE("a list of several pages is looked at again before a removal that rests on it, however fresh") {
    const plan::plan removal = with(plan::unassign_role{"", model::principal_kind::group, "g", "r", false});
    const plan::plan addition = with(
        plan::assign_role{{}, model::principal_kind::group, {"g", {}}, {"r", {}}, plan::entry::inside, {}});
    CHECK(recheck(removal, read(of_group, 2, seconds(100)), seconds(100)) == std::vector{of_group});
    CHECK(recheck(removal, read(of_group, 1, seconds(100)), seconds(100)).empty());
    CHECK(recheck(addition, read(of_group, 2, seconds(100)), seconds(100)).empty());
  }

  TEST_CASE("a deletion rests on every list that shows who holds the role, or what the group holds") {
    using enum model::list_kind;
    const plan::plan role = with(plan::delete_role{"", "r", {}});
    const plan::plan in_project = with(plan::delete_role{"proj_1", "r", {}});
    const plan::plan group = with(plan::delete_group{"g", {}});
    const model::list_ref users_list{users, {}, {}};
    const model::list_ref project_users_list{project_users, "proj_1", {}};
    const model::list_ref projects_list{projects, {}, {}};
    const model::list_ref members{group_members, {}, "g"};
    CHECK(recheck(role, read(users_list, 2, seconds(100)), seconds(100)) == std::vector{users_list});
    CHECK(recheck(role, read(users_list, 1, seconds(100)), seconds(100)).empty());
    CHECK(recheck(role, read(project_users_list, 2, seconds(100)), seconds(100)).empty());
    CHECK(recheck(in_project, read(project_users_list, 2, seconds(100)), seconds(100)) ==
          std::vector{project_users_list});
    CHECK(recheck(group, read(projects_list, 2, seconds(100)), seconds(100)) == std::vector{projects_list});
    CHECK(recheck(group, read(members, 2, seconds(100)), seconds(100)) == std::vector{members});
    CHECK(recheck(group, read(users_list, 2, seconds(100)), seconds(100)).empty());
  }

  TEST_CASE("what a grant gives, and who is in its group, is looked at again when it grew old") {
    using enum model::list_kind;
    const plan::plan granted = with(
        plan::assign_role{{}, model::principal_kind::group, {"g", {}}, {"r", {}}, plan::entry::inside, {}});
    const model::list_ref members{group_members, {}, "g"};
    const model::list_ref others{group_members, {}, "h"};
    CHECK(recheck(granted, read(members, 1, seconds(0)), seconds(61)) == std::vector{members});
    CHECK(recheck(granted, read(members, 1, seconds(0)), seconds(60)).empty());
    CHECK(recheck(granted, read(others, 1, seconds(0)), seconds(61)).empty());
    model::organization live = read(roles, 1, seconds(0));
    live.roles.push_back({"r", "R", {}, {"p"}, false, {}});
    CHECK(recheck(granted, live, seconds(61)) == std::vector{roles});
    CHECK(recheck(granted, live, seconds(60)).empty());
    live.roles.front().predefined = true; // what it permits does not change
    CHECK(recheck(granted, live, seconds(61)).empty());
    const model::list_ref elsewhere{project_roles, "proj_1", {}};
    CHECK(recheck(granted, read(elsewhere, 1, seconds(0)), seconds(61)).empty());
    const plan::plan in_another = with(plan::assign_role{
        {"proj_2", {}}, model::principal_kind::group, {"g", {}}, {"r", {}}, plan::entry::inside, {}});
    CHECK(recheck(in_another, read(elsewhere, 1, seconds(0)), seconds(61)).empty());
  }

  TEST_CASE(
      "that a group or project is still what it was is looked at again before something changes there") {
    using enum model::list_kind;
    const model::list_ref all_groups{groups, {}, {}};
    const model::list_ref all_projects{projects, {}, {}};
    for (const plan::action& what :
         {plan::action(plan::remove_member{"g", "u1"}), plan::action(plan::add_member{{"g", {}}, "u1"}),
          plan::action(plan::unassign_role{"", model::principal_kind::group, "g", "r", false})}) {
      CHECK(recheck(with(what), read(all_groups, 1, seconds(0)), seconds(61)) == std::vector{all_groups});
      CHECK(recheck(with(what), read(all_groups, 1, seconds(0)), seconds(60)).empty());
    }
    const plan::plan in_project = with(plan::update_role{"p", "r", {"R", "R"}, {}, {{}, {"x"}}});
    CHECK(recheck(in_project, read(all_projects, 1, seconds(0)), seconds(61)) == std::vector{all_projects});
  }

  TEST_CASE("of a plan of 100,000 changes in as many lists, and of one large list, all are looked at again") {
    constexpr std::size_t many = 100'000;
    model::organization live;
    plan::plan all;
    for (std::size_t i = 0; i < many; ++i) {
      const model::list_ref members{model::list_kind::group_members, {}, "g" + std::to_string(i)};
      live.read[members] = {1, {}};
      plan::operation op;
      if (i % 2 == 0)
        op.what = plan::remove_member{members.principal_id, "u"};
      else
        op.what = plan::delete_group{members.principal_id, {}};
      all.operations.push_back(op);
    }
    CHECK(recheck(all, live, seconds(61)).size() == many);
    CHECK(recheck(all, live, seconds(60)).empty());
  }

  TEST_CASE("who is an owner is looked at again before one goes, or a user loses something in a project") {
    using enum model::list_kind;
    const model::list_ref everybody{users, {}, {}};
    const model::list_ref other_owner{user_roles, {}, "u2"};
    const model::list_ref no_owner{user_roles, {}, "u3"};
    model::organization live = read(everybody, 1, seconds(0));
    live.read[other_owner] = live.read[no_owner] = live.read[everybody];
    model::live_role owner;
    owner.id = "role-api-organization-owner__api-organization__org-a";
    owner.name = "owner";
    owner.predefined = true;
    live.roles.push_back(owner);
    live.grants.push_back({"", model::principal_kind::user, "u1", owner.id, model::grant_source::direct});
    live.grants.push_back({"", model::principal_kind::user, "u2", owner.id, model::grant_source::direct});
    const plan::plan leaves =
        with(plan::unassign_role{"", model::principal_kind::user, "u1", owner.id, false});
    CHECK(recheck(leaves, live, seconds(61)) == std::vector{everybody, other_owner});
    CHECK(recheck(leaves, live, seconds(60)).empty());
    const plan::plan loses =
        with(plan::unassign_role{"proj_1", model::principal_kind::user, "u3", "r", false});
    CHECK(recheck(loses, live, seconds(61)) == std::vector{everybody, other_owner, no_owner});
    const plan::plan gains = with(plan::assign_role{
        {}, model::principal_kind::user, {"u3", {}}, {owner.id, {}}, plan::entry::inside, {}});
    CHECK(recheck(gains, live, seconds(61)) == std::vector{no_owner});
    const plan::plan leaving = with(plan::leave_project{"proj_1", model::principal_kind::user, "u3"});
    CHECK(recheck(leaving, live, seconds(61)) == std::vector{everybody, other_owner, no_owner});
    const plan::plan of_group =
        with(plan::unassign_role{"proj_1", model::principal_kind::group, "g", "r", false});
    CHECK(recheck(of_group, live, seconds(61)).empty());
  }

  TEST_CASE("groups that make owners are looked at again before one loses a member, or goes") {
    using enum model::list_kind;
    const model::list_ref everybody{users, {}, {}};
    const model::list_ref owning{group_members, {}, "g"};
    const model::list_ref owning_roles{group_roles, {}, "g"};
    const model::list_ref others{group_members, {}, "h"};
    model::organization live = read(everybody, 1, seconds(0));
    live.read[owning] = live.read[owning_roles] = live.read[others] = live.read[everybody];
    model::live_role owner;
    owner.id = "role-api-organization-owner__api-organization__org-a";
    owner.name = "owner";
    owner.predefined = true;
    live.roles.push_back(owner);
    live.grants.push_back({"", model::principal_kind::group, "g", owner.id, model::grant_source::direct});
    const std::vector<model::list_ref> all{everybody, owning, owning_roles};
    CHECK(recheck(with(plan::remove_member{"g", "u1"}), live, seconds(61)) == all);
    CHECK(recheck(with(plan::delete_group{"g", {}}), live, seconds(61)) == all);
    CHECK(recheck(with(plan::remove_member{"h", "u1"}), live, seconds(61)) == std::vector{others});
    CHECK(recheck(with(plan::create_group{"new"}), live, seconds(61)).empty());
  }

  TEST_CASE("lists of things that the plan makes were never read") {
    const plan::plan plan = with(
        plan::assign_role{{}, model::principal_kind::group, {"", 0}, {"r", {}}, plan::entry::inside, {}});
    CHECK(recheck(plan, read(of_group, 1, seconds(0)), seconds(999)).empty());
  }
}
