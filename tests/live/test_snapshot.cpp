// An organization, written and read again.

#include "answers.hpp"
#include "live/full_reads.hpp"
#include "live/next_reads.hpp"
#include "live/snapshot.hpp"
#include "live/snapshot_answers.hpp"
#include "policy/resolve.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/random_case.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace rolecall;
using namespace rolecall::test;
using model::grant_source;
using model::list_kind;
using model::list_ref;
using model::principal_kind;

namespace {

model::organization again(const model::organization& whole) {
  const auto read = live::from_snapshot(live::to_snapshot(whole));
  if (!read) FAIL(read.error().message);
  return *read;
}

/// Nothing is lost, nothing is left to read, and the bytes are the same again.
void check_round_trip(const model::organization& whole) {
  const model::organization back = again(whole);
  REQUIRE(difference(back, whole) == "");
  REQUIRE(live::next_full_reads(back).empty());
  REQUIRE(live::to_snapshot(back) == live::to_snapshot(whole));
}

/// What a plan reads out of `snapshot`; fails where that does not have it.
model::organization read_for_plan(const model::policy& policy, const model::organization& snapshot) {
  model::organization live;
  model::symbols names;
  for (;;) {
    const model::desired want = policy::resolve(policy, live, names);
    if (base::has_errors(want.problems)) return live;
    const std::vector<list_ref> lists = live::next_reads(want, live, names);
    if (lists.empty()) return live;
    REQUIRE(live::read_from(snapshot, lists, live).empty());
  }
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("what a snapshot looks like") {
  model::organization whole = world()
                                  .role("Steward", {"b", "a"})
                                  .group("Support", model::group_owner::identity_provider)
                                  .user("ada")
                                  .member("Support", "ada")
                                  .project("Checkout")
                                  .archived("Old")
                                  .listed("Checkout", "Support")
                                  .user_grant_in("Checkout", "ada", "member")
                                  .untold("ada", "reader")
                                  .inherited("ada", "Steward")
                                  .live();
  std::erase_if(whole.roles, [](const model::live_role& r) { return r.predefined && r.name != "reader"; });
  std::erase_if(whole.grants, [](const model::live_grant& g) { return !g.project_id.empty(); });
  whole.invites = {{"invite-1", "bob@example.com", model::invite_status::expired}};
  whole.users.front().organization_role = "reader";
  CHECK(live::to_snapshot(whole) == R"({
  "format_version": "1.0",
  "organization": {
    "id": "org-1"
  },
  "roles": [
    {
      "id": "role-api-organization-reader__api-organization__org-1",
      "name": "reader",
      "predefined": true,
      "permissions": [
        "read"
      ]
    },
    {
      "id": "role_Steward",
      "name": "Steward",
      "permissions": [
        "a",
        "b"
      ]
    }
  ],
  "users": [
    {
      "id": "user_ada",
      "email": "ada@example.com",
      "legacy_role": "reader",
      "roles": [
        "role-api-organization-reader__api-organization__org-1",
        {
          "role": "role_Steward",
          "source": "inherited"
        }
      ]
    }
  ],
  "groups": [
    {
      "id": "group_Support",
      "name": "Support",
      "is_scim_managed": true,
      "members": [
        "user_ada"
      ],
      "roles": []
    }
  ],
  "projects": [
    {
      "id": "proj_Checkout",
      "name": "Checkout",
      "roles": [],
      "groups": [
        {
          "group": "group_Support",
          "roles": []
        }
      ],
      "users": [
        {
          "user": "user_ada",
          "roles": []
        }
      ]
    },
    {
      "id": "proj_Old",
      "name": "Old",
      "status": "archived"
    }
  ],
  "invites": [
    {
      "id": "invite-1",
      "email": "bob@example.com",
      "status": "expired"
    }
  ]
}
)");
}

TEST_CASE("any organization comes back as it was, and a plan reads of it what it would read of the API") {
  for_each_case(1000, [](const random_case& c) {
    check_round_trip(c.live);
    const model::organization online = read_for(c.policy, c.live).live;
    const model::organization offline = read_for_plan(c.policy, again(c.live));
    REQUIRE(difference(offline, online) == "");
    REQUIRE(offline.read.size() == online.read.size());
    REQUIRE(full_text(plan_of(c.policy, offline)) == full_text(plan_of(c.policy, online)));
  });
}

TEST_CASE("order of reading and of lists does not show") {
  const model::organization whole = make_case(3).live;
  model::organization other = whole;
  for (auto& [list, ids] : other.members) std::ranges::reverse(ids);
  other.read.begin()->second.pages = 7;
  other.read.begin()->second.at += std::chrono::hours(1);
  CHECK(live::to_snapshot(other) == live::to_snapshot(whole));
}

TEST_CASE("things of one name, and names of every kind, keep apart") {
  world w;
  for (const std::string& name :
       {std::string("Twins"), std::string("Twins"), std::string(R"(a "quoted" \ name)"),
        std::string("line\nend\x1b[31m\x7f"), std::string("::error::x ##vso[task]"),
        std::string("\xf0\x9f\x94\x91"), std::string("a\xe2\x80\xae z"), std::string(" "), std::string()}) {
    static int n = 0;
    const std::string id = std::to_string(++n);
    w.role(name, {"p"}, "role_" + id).group(name, model::group_owner::organization, "group_" + id);
  }
  model::organization whole = w.live();
  whole.roles.back().description = "";
  whole.projects = {{"proj_1", "Same", false}, {"proj_2", "Same", false}};
  mark_all_read(whole);
  whole.sort();
  check_round_trip(whole);
  // Only the JSON text hides what is dangerous; no control character is in it as itself but line ends.
  const std::string text = live::to_snapshot(whole);
  CHECK(std::ranges::none_of(text, [](char c) { return c == '\x1b' || c == '\x7f'; }));
  CHECK(text.find("##vso") == std::string::npos);
}

TEST_CASE("every owner of a group, status of an invitation and kind of user comes back") {
  using model::group_owner;
  using model::invite_status;
  model::organization whole = world()
                                  .group("A")
                                  .group("B", group_owner::identity_provider)
                                  .group("C", group_owner::tenant)
                                  .group("D", group_owner::unknown)
                                  .live();
  whole.users = {
      {"svc_1", "", true, ""}, {"user_1", "a@example.com", false, "owner"}, {"user_2", "", false, ""}};
  whole.invites = {{"i1", "a@example.com", invite_status::pending},
                   {"i2", "a@example.com", invite_status::accepted},
                   {"i3", "a@example.com", invite_status::expired}};
  mark_all_read(whole);
  check_round_trip(whole);
}

TEST_CASE("a role is held directly, through others, or nobody says how; a group explains what is not said") {
  world w;
  w.role("R", {"p"}).group("G").user("ada").user("bob").user("eve").member("G", "bob").grant("G", "R");
  model::organization whole = w.user_grant("ada", "R").untold("bob", "R").untold("eve", "R").live();
  for (model::live_grant& g : whole.grants) {
    if (g.principal_id == "user_bob") g.source = grant_source::explained;
  }
  whole.grants.push_back(
      {"", principal_kind::user, "user_ada", world::role_id("", "reader"), grant_source::inherited});
  whole.grants.push_back(
      {"", principal_kind::group, "group_G", world::role_id("", "reader"), grant_source::inherited});
  whole.sort();
  check_round_trip(whole);
}

TEST_CASE("being in a project and holding a role there are two things") {
  model::organization whole = world()
                                  .group("Listed")
                                  .group("Holder")
                                  .user("ada")
                                  .user("bob")
                                  .project("P")
                                  .listed("P", "Listed")
                                  .live();
  whole.members[{list_kind::project_users, "proj_P", {}}] = {"user_ada"};
  const std::string viewer = world::role_id("P", "viewer");
  whole.grants = {{"proj_P", principal_kind::group, "group_Holder", viewer, grant_source::direct},
                  {"proj_P", principal_kind::user, "user_bob", viewer, grant_source::direct}};
  check_round_trip(whole);
}

TEST_CASE("a role that only a grant named, and an unresolved alias of one, stay in their projects") {
  model::organization whole =
      world().group("G").project("P").project("Q").listed("P", "G").listed("Q", "G").live();
  for (const std::string project : {"proj_P", "proj_Q"}) {
    whole.roles.push_back({"role-api-project-auditor", "auditor", {}, {"p"}, true, project});
    whole.grants.push_back(
        {project, principal_kind::group, "group_G", "role-api-project-auditor", grant_source::direct});
  }
  whole.sort();
  check_round_trip(whole);
}

TEST_CASE("who is known only through a group or a project is no user of the organization") {
  model::organization whole = world().group("G").user("ada").project("P").live();
  whole.users.push_back({"svc_acct_1", "", false, ""});
  whole.members[{list_kind::group_members, {}, "group_G"}] = {"svc_acct_1"};
  whole.sort();
  const model::organization back = again(whole);
  CHECK(difference(back, whole) == "");
  CHECK(back.listed({list_kind::users, {}, {}}) == std::vector<std::string>{"user_ada"});
  CHECK_FALSE(back.has_read({list_kind::user_roles, {}, "svc_acct_1"}));
}

TEST_CASE("an organization without an id has none afterwards") {
  model::organization whole = world().live();
  whole.id.reset();
  check_round_trip(whole);
}

TEST_CASE("a snapshot answers what follows from its lists, and says what does not") {
  const model::organization whole =
      world().group("In").group("Out").user("ada").user("bob").project("P").listed("P", "In").live();
  const model::organization snapshot = again(whole);
  const list_ref outside{list_kind::project_group_roles, "proj_P", "group_Out"};
  const list_ref stranger{list_kind::project_user_roles, "proj_P", "user_ada"};
  const list_ref emails{list_kind::users_by_email, {}, {}, {"bob@example.com", "no@example.com"}};
  model::organization live;
  CHECK(live::read_from(snapshot, {outside, stranger, emails}, live).empty());
  CHECK(live.has_read(outside));
  CHECK(live.has_read(stranger));
  CHECK(live.grants.empty());
  CHECK(live.listed(emails) == std::vector<std::string>{"user_bob"});
  CHECK(live.users.size() == 1);
  // As the API, only the list of all users tells what is a service account.
  model::organization with_account = whole;
  with_account.users.front().service_account = true;
  with_account.members[{list_kind::group_members, {}, "group_In"}] = {"user_ada"};
  model::organization members;
  CHECK(live::read_from(again(with_account), {{list_kind::group_members, {}, "group_In"}}, members).empty());
  CHECK_FALSE(members.user("user_ada")->service_account);
  CHECK(live::read_from(again(with_account), {{list_kind::users, {}, {}}}, members).empty());
  CHECK(members.user("user_ada")->service_account);
  const list_ref account{list_kind::user_roles, {}, "svc_acct_1"};
  const list_ref elsewhere{list_kind::project_group_roles, "proj_Z", "group_In"};
  const list_ref groups{list_kind::groups, {}, {}};
  CHECK(live::read_from(snapshot, {account, groups, elsewhere}, live) ==
        std::vector<list_ref>{account, elsewhere});
  CHECK(live.groups.size() == 2);
  CHECK_FALSE(live.has_read(account));
}

TEST_CASE("every list of a snapshot, read out of it, makes the same organization") {
  for_each_case(200, [](const random_case& c) {
    model::organization live;
    for (const std::vector<list_ref>& stage : read_whole(c.live).stages)
      REQUIRE(live::read_from(again(c.live), stage, live).empty());
    REQUIRE(difference(live, c.live) == "");
    REQUIRE(live::to_snapshot(live) == live::to_snapshot(c.live));
  });
}

TEST_SUITE_END();
