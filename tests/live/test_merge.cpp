// Lists that were read, put together into an organization.

#include "answers.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;
using namespace rolecall::test;
using model::list_kind;
using model::list_ref;

namespace {

const list_ref role_list{list_kind::organization_roles, {}, {}};
const list_ref group_list{list_kind::groups, {}, {}};

list_ref roles_of_group(const std::string& id) { return {list_kind::group_roles, {}, id}; }

void read(model::organization& live, const list_ref& list, api::list_answer answered) {
  std::vector<live::pending_grants> pending;
  live::merge(list, std::move(answered), {}, live, pending);
  live::settle(std::move(pending), live);
}

api::list_answer roles(std::vector<model::live_role> items) { return {std::move(items), 1, {}}; }
api::list_answer held(std::vector<wire::assigned_role> items) { return {std::move(items), 1, {}}; }

model::live_role custom(const std::string& id) { return {id, id, {}, {}, false, {}}; }

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("the organization is told by the roles, else by the header") {
  model::organization live;
  read(live, role_list,
       roles({{"role-api-organization-owner__api-organization__org-1", "owner", {}, {}, true, {}}}));
  CHECK(live.id == "org-1");
  api::list_answer other = roles({custom("role_1")});
  other.organization = "org-2";
  read(live, role_list, other);
  CHECK(live.id == "org-1"); // told once is enough
  model::organization unknown;
  read(unknown, role_list, other);
  CHECK(unknown.id == "org-2");
  other.organization = "user-abc"; // a personal name is no id
  model::organization personal;
  read(personal, role_list, other);
  CHECK_FALSE(personal.id);
}

TEST_CASE("a list read again replaces what it said before, and nothing else") {
  model::organization live;
  read(live, role_list, roles({custom("role_1"), custom("role_2")}));
  model::live_role in_project = custom("role_3");
  in_project.project_id = "proj_1";
  read(live, {list_kind::project_roles, "proj_1", {}}, roles({in_project}));
  read(live, roles_of_group("group_1"), held({{custom("role_1")}}));
  read(live, roles_of_group("group_2"), held({{custom("role_2")}}));
  read(live, role_list, roles({custom("role_2")}));
  CHECK(live.role("role_1") == nullptr);
  CHECK(live.role("role_3") != nullptr);
  read(live, roles_of_group("group_1"), held({}));
  REQUIRE(live.grants.size() == 1);
  CHECK(live.grants.front().principal_id == "group_2");
}

// Covers F31.
TEST_CASE("an alias of a predefined role becomes the bound id") {
  model::organization live;
  const std::string bound = "role-api-organization-reader__api-organization__org-1";
  std::vector<live::pending_grants> pending;
  const model::live_role alias{"role-api-organization-reader", "Reader", {}, {}, true, {}};
  live::merge(roles_of_group("group_1"), held({{alias}}), {}, live,
              pending); // before the role list is in
  live::merge(role_list, roles({{bound, "reader", {}, {}, true, {}}}), {}, live, pending);
  live::settle(std::move(pending), live);
  REQUIRE(live.grants.size() == 1);
  CHECK(live.grants.front().role_id == bound);
  CHECK(live.roles.size() == 1);
}

TEST_CASE("an alias that was read before the role list becomes the bound id when that is read") {
  model::organization live;
  const std::string bound = "role-api-organization-reader__api-organization__org-1";
  const model::live_role alias{"role-api-organization-reader", "Reader", {}, {}, true, {}};
  const model::live_role other{"role-api-organization-owner", "Owner", {}, {}, true, {}};
  read(live, roles_of_group("group_1"), held({{alias}, {other}, {custom("role_1")}}));
  read(live, role_list, roles({{bound, "reader", {}, {}, true, {}}, custom("role_1")}));
  REQUIRE(live.grants.size() == 3);
  CHECK(live.grants[0].role_id == other.id); // the list does not have it: left as it is
  CHECK(live.grants[1].role_id == bound);
  CHECK(live.grants[2].role_id == "role_1");
}

TEST_CASE("an alias of one project does not hide the role of another") {
  model::organization live;
  const model::live_role bound{
      "role-api-project-owner__api-project__proj_1", "Owner", {}, {}, true, "proj_1"};
  read(live, {list_kind::project_roles, "proj_1", {}}, roles({bound}));
  model::live_role alias{"role-api-project-owner", "Owner", {}, {}, true, "proj_2"};
  read(live, {list_kind::project_group_roles, "proj_2", "group_1"}, held({{alias}}));
  alias.project_id = "proj_1";
  read(live, {list_kind::project_group_roles, "proj_1", "group_1"}, held({{alias}}));
  REQUIRE(live.grants.size() == 2);
  CHECK(live.grants[0].role_id == bound.id);
  CHECK(live.grants[1].role_id == "role-api-project-owner");
}

TEST_CASE("a role that no list has is taken from the grant") {
  model::organization live;
  read(live, role_list, roles({custom("role_1")}));
  read(live, roles_of_group("group_1"), held({{custom("role_0")}}));
  REQUIRE(live.role("role_0") != nullptr);
  CHECK(live.grants.front().role_id == "role_0");
}

TEST_CASE("a user's role without a source is his group's where a group of his holds it") {
  model::organization live;
  const auto untold = [](const std::string& role) {
    return wire::assigned_role{custom(role), model::grant_source::untold};
  };
  read(live, {list_kind::user_roles, {}, "user_1"}, held({untold("role_1"), untold("role_2")}));
  read(live, roles_of_group("group_1"), held({{custom("role_1")}, {custom("role_2")}}));
  read(live, roles_of_group("group_2"), held({{custom("role_2")}}));
  const auto inherited = [&](const std::string& role) {
    for (const model::live_grant& g : live.grants) {
      if (g.kind == model::principal_kind::user && g.role_id == role)
        return g.source == model::grant_source::explained;
    }
    return false;
  };
  CHECK_FALSE(inherited("role_1")); // members are not known yet
  const list_ref of_group{list_kind::group_members, {}, "group_2"};
  read(live, of_group, {std::vector<model::live_user>{{"user_1", "ada@example.com"}}, 1, {}});
  CHECK_FALSE(inherited("role_1"));
  CHECK(inherited("role_2"));
}

TEST_CASE("members are kept by list, users once") {
  model::organization live;
  const list_ref of_group{list_kind::group_members, {}, "group_1"};
  const list_ref of_project{list_kind::project_users, "proj_1", {}};
  read(live, of_group, {std::vector<model::live_user>{{"user_1", "ada@example.com"}}, 1, {}});
  read(live, of_project,
       {std::vector<model::live_user>{{"user_1", "ada@example.com"}, {"user_2", ""}}, 1, {}});
  CHECK(live.users.size() == 2);
  read(live, of_group, {std::vector<model::live_user>{{"user_1", "lovelace@example.com"}}, 1, {}});
  CHECK(live.users.size() == 2);
  CHECK(live.users.front().email == "lovelace@example.com"); // the later word counts
  CHECK(live.members.at(of_group).size() == 1);
  CHECK(live.members.at(of_project).size() == 2);
  CHECK(live.has_read(of_group));
  CHECK_FALSE(live.has_read(group_list));
}

TEST_SUITE_END();
