#include "apply/drift.hpp"
#include "apply/preconditions.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

// What each kind of change rests on, one change at a time: what others may not do meanwhile, and what they
// may.

using namespace rolecall;
using model::list_kind;
using model::principal_kind;

namespace {

using change = std::function<void(model::organization&)>;

const std::string in_p = "proj_P";

model::organization before() {
  test::world w;
  w.role("Alpha", {"p"}).role("Beta", {"b"}).describe("role_Alpha", "first");
  w.group("One").group("Two").group("Three");
  w.user("ada").user("bob").user("eve").user("ann");
  w.member("One", "bob").member("Two", "eve").member("Two", "ann");
  w.project("P").project("Q").archived("Gone");
  w.project_role("P", "R", {"p"}).project_role("P", "S", {"s"});
  w.grant("One", "Alpha").grant_in("P", "One", "R").user_grant_in("P", "bob", "R").user_grant("ada", "owner");
  w.invite("old", model::invite_status::expired);
  model::organization out = w.live();
  test::tell_owners(out, test::user_lists::own);
  return out;
}

template <class Things>
auto& at(Things& things, const std::string& id) {
  const auto found = std::ranges::find_if(things, [&](const auto& thing) { return thing.id == id; });
  REQUIRE(found != things.end());
  return *found;
}

change gone_group(const std::string& id) {
  return [id](model::organization& org) {
    std::erase_if(org.groups, [&](const auto& g) { return g.id == id; });
  };
}
change gone_role(const std::string& id) {
  return [id](model::organization& org) {
    std::erase_if(org.roles, [&](const auto& r) { return r.id == id; });
    std::erase_if(org.grants, [&](const auto& g) { return g.role_id == id; });
  };
}
change named_group(const std::string& id, const std::string& name) {
  return [=](model::organization& org) { at(org.groups, id).name = name; };
}
change foreign_group(const std::string& id) {
  return [=](model::organization& org) { at(org.groups, id).owner = model::group_owner::identity_provider; };
}
change new_group(const std::string& name) {
  return [=](model::organization& org) {
    for (const std::string suffix : {"1", "2"}) org.groups.push_back({"group_new" + suffix, name, {}});
  };
}
change new_project(const std::string& name, bool archived = false) {
  return [=](model::organization& org) {
    for (const std::string suffix : {"1", "2"}) org.projects.push_back({"proj_new" + suffix, name, archived});
  };
}
change new_role(const std::string& name, const std::string& project = {}) {
  return [=](model::organization& org) {
    org.roles.push_back({"role_new", name, {}, {"z"}, false, project});
  };
}
change new_invite(const std::string& name, model::invite_status is) {
  return [=](model::organization& org) {
    for (const std::string suffix : {"1", "2"})
      org.invites.push_back({"invite_new" + suffix, name + "@example.com", is});
  };
}
change answered(const std::string& id) {
  return [=](model::organization& org) { at(org.invites, id).status = model::invite_status::accepted; };
}
change archived(const std::string& id) {
  return [=](model::organization& org) { at(org.projects, id).archived = true; };
}
change permits(const std::string& id, const std::string& permission) {
  return [=](model::organization& org) { at(org.roles, id).permissions = {permission}; };
}
change described(const std::string& id, const std::string& as) {
  return [=](model::organization& org) { at(org.roles, id).description = as; };
}
change named_role(const std::string& id, const std::string& name) {
  return [=](model::organization& org) { at(org.roles, id).name = name; };
}
change joins(const std::string& group, const std::string& user) {
  return [=](model::organization& org) {
    org.members[{list_kind::group_members, {}, group}].push_back(user);
  };
}
change leaves(const std::string& group, const std::string& user) {
  return [=](model::organization& org) {
    std::erase(org.members[{list_kind::group_members, {}, group}], user);
  };
}
change enters(list_kind list, const std::string& who) {
  return [=](model::organization& org) { org.members[{list, in_p, {}}].push_back(who); };
}
change new_user(const std::string& id) {
  return [=](model::organization& org) {
    org.users.push_back({id, id + "@example.com"});
    org.members[{list_kind::users, {}, {}}].push_back(id);
  };
}
change is_told_owner(const std::string& id) {
  return [=](model::organization& org) { at(org.users, id).organization_role = "owner"; };
}
change is_told_reader(const std::string& id) {
  return [=](model::organization& org) { at(org.users, id).organization_role = "reader"; };
}
change held_untold(const std::string& who, const std::string& role) {
  return [=](model::organization& org) {
    org.grants.push_back({in_p, principal_kind::user, who, role, model::grant_source::untold});
  };
}
change held(const std::string& project, principal_kind kind, const std::string& who,
            const std::string& role) {
  return [=](model::organization& org) {
    org.grants.push_back({project, kind, who, role, model::grant_source::direct});
  };
}
change held_by_others(const std::string& who, const std::string& role) {
  return [=](model::organization& org) {
    org.grants.push_back({"", principal_kind::user, who, role, model::grant_source::inherited});
  };
}
change lost(const std::string& project, const std::string& who, const std::string& role) {
  return [=](model::organization& org) {
    std::erase_if(org.grants, [&](const model::live_grant& g) {
      return g.project_id == project && g.principal_id == who && g.role_id == role;
    });
  };
}
change both(const change& one, const change& other) {
  return [=](model::organization& org) {
    one(org);
    other(org);
  };
}

constexpr auto group = principal_kind::group;
constexpr auto user = principal_kind::user;
const std::string owner = test::world::role_id("", "owner");
const std::string reader = test::world::role_id("", "reader");
const std::string role_r = test::world::role_id("P", "R");
const std::string role_s = test::world::role_id("P", "S");
const std::string viewer = test::world::role_id("P", "viewer");

plan::target known(const std::string& id) { return {id, {}}; }

plan::plan plan_of(const std::vector<plan::action>& all) {
  plan::plan out;
  for (const plan::action& what : all) {
    plan::operation op;
    op.at = model::address() / model::address_part{"op", {std::to_string(out.operations.size()), {}}};
    op.what = what;
    out.operations.push_back(std::move(op));
  }
  out.preconditions = apply::preconditions_of(out, before());
  return out;
}

/// What moved for a plan of `all`, made before, once others made `by_others`.
std::string moved(const std::vector<plan::action>& all, const change& by_others) {
  model::organization now = before();
  by_others(now);
  now.sort();
  test::mark_all_read(now);
  std::string out;
  for (const apply::moved& m : apply::compare_with_now(plan_of(all), now).drift)
    out += m.what + ": " + m.expected + ", but " + m.found + "\n";
  return out;
}

std::size_t made(const std::vector<plan::action>& all, const change& by_us) {
  model::organization now = before();
  by_us(now);
  now.sort();
  test::mark_all_read(now);
  return apply::compare_with_now(plan_of(all), now).made.size();
}

const plan::role_body first{"first", {"p"}};
const plan::role_body second{{}, {"q"}};

const plan::action create_project = plan::create_project{"New"};
const plan::action invite = plan::invite_user{"new@example.com", {}};
const plan::action invite_again = plan::invite_user{"old@example.com", "invite_old"};
const plan::action create_role = plan::create_role{known(in_p), "New", second};
const plan::action update_role = plan::update_role{"", "role_Alpha", {"Alpha", "New"}, first, second};
const plan::action update_in_p = plan::update_role{in_p, role_r, {"R", "R"}, {{}, {"p"}}, second};
const plan::action delete_role = plan::delete_role{"", "role_Beta", {{}, {"b"}}};
const plan::action delete_in_p = plan::delete_role{in_p, role_s, {{}, {"s"}}};
const plan::action create_group = plan::create_group{"New"};
const plan::action rename_group = plan::rename_group{"group_Two", {"Two", "New"}};
const plan::action delete_group = plan::delete_group{"group_Three", {}};
const plan::action add_member = plan::add_member{known("group_Two"), "user_bob"};
const plan::action add_to_one = plan::add_member{known("group_One"), "user_eve"};
const plan::action remove_member = plan::remove_member{"group_Two", "user_eve"};
const plan::action assign =
    plan::assign_role{{}, group, known("group_Two"), known("role_Beta"), plan::entry::inside, {}, false};
const plan::action assign_in_p =
    plan::assign_role{known(in_p), group, known("group_One"), known(role_s), plan::entry::inside, {}, false};
const plan::action assign_user =
    plan::assign_role{known(in_p), user, known("user_bob"), known(role_s), plan::entry::inside, {}, false};
const plan::action assign_behind_group =
    plan::assign_role{known(in_p), user, known("user_bob"), known(role_s), plan::entry::inside, {}, true};
const plan::action unassign = plan::unassign_role{"", group, "group_One", "role_Alpha", false, false};
const plan::action unassign_in_p = plan::unassign_role{in_p, group, "group_One", role_r, false, false};
const plan::action unassign_user = plan::unassign_role{in_p, user, "user_bob", role_r, false, false};
const plan::action leave = plan::leave_project{in_p, user, "user_bob"};

} // namespace

TEST_SUITE("apply") {
  // Covers F33.
  TEST_CASE("whatever a change rests on moves with it: the plan does not hold any more") {
    struct row {
      std::string what;
      plan::action op;
      change by_others;
    };
    for (const row& r : {
             row{"another project of the name", create_project, new_project("New")},
             row{"another of an archived one's name", plan::create_project{"Gone"}, new_project("Gone")},
             row{"another invitation", invite, new_invite("new", model::invite_status::pending)},
             row{"the invitation that ran out was taken", invite_again, answered("invite_old")},
             row{"its project is archived", create_role, archived(in_p)},
             row{"another role of the name", create_role, new_role("New", in_p)},
             row{"other permissions", update_role, permits("role_Alpha", "z")},
             row{"another description", update_role, described("role_Alpha", "z")},
             row{"another name", update_role, named_role("role_Alpha", "Z")},
             row{"the role is gone", update_role, gone_role("role_Alpha")},
             row{"the new name is taken", update_role, new_role("New")},
             row{"the new name is taken by a known one", update_role, named_role("role_Beta", "New")},
             row{"its project is archived", update_in_p, archived(in_p)},
             row{"other permissions", update_in_p, permits(role_r, "z")},
             row{"other permissions", delete_role, permits("role_Beta", "z")},
             row{"a group holds it", delete_role, held("", group, "group_One", "role_Beta")},
             row{"a user holds it", delete_role, held("", user, "user_eve", "role_Beta")},
             row{"a new group may hold it", delete_role, new_group("Any")},
             row{"a new user may hold it", delete_role, new_user("user_new")},
             row{"its project is archived", delete_in_p, archived(in_p)},
             row{"a group holds it", delete_in_p, held(in_p, group, "group_One", role_s)},
             row{"a user holds it", delete_in_p, held(in_p, user, "user_bob", role_s)},
             row{"a new group in the project", delete_in_p, enters(list_kind::project_groups, "group_Two")},
             row{"a new user in the project", delete_in_p, enters(list_kind::project_users, "user_eve")},
             row{"another group of the name", create_group, new_group("New")},
             row{"another name", rename_group, named_group("group_Two", "Z")},
             row{"managed elsewhere", rename_group, foreign_group("group_Two")},
             row{"gone", rename_group, gone_group("group_Two")},
             row{"the new name is taken", rename_group, new_group("New")},
             row{"the new name is taken by a known one", rename_group, named_group("group_One", "New")},
             row{"another name", delete_group, named_group("group_Three", "Z")},
             row{"a new project may know it", delete_group, new_project("Any")},
             row{"it has a member", delete_group, joins("group_Three", "user_bob")},
             row{"it holds a role", delete_group, held("", group, "group_Three", "role_Beta")},
             row{"another name", add_member, named_group("group_Two", "Z")},
             row{"somebody else joined", add_member, joins("group_Two", "user_ada")},
             row{"somebody left", add_member, leaves("group_Two", "user_eve")},
             row{"the group holds another role", add_member, held("", group, "group_Two", "role_Beta")},
             row{"the group holds more in a project", add_member, held(in_p, group, "group_Two", role_s)},
             row{"what the group holds permits more", add_to_one, permits("role_Alpha", "z")},
             row{"what the group holds in a project permits more", add_to_one, permits(role_r, "z")},
             row{"a project where the group holds something", add_to_one, archived(in_p)},
             row{"managed elsewhere", remove_member, foreign_group("group_Two")},
             row{"somebody joined", remove_member, joins("group_Two", "user_bob")},
             row{"somebody else left", remove_member, leaves("group_Two", "user_ann")},
             row{"the role permits other things", assign, permits("role_Beta", "z")},
             row{"the group has another name", assign, named_group("group_Two", "Z")},
             row{"somebody joined the group", assign, joins("group_Two", "user_bob")},
             row{"the group holds another role", assign, held("", group, "group_Two", "role_Alpha")},
             row{"the project is archived", assign_in_p, archived(in_p)},
             row{"the role permits other things", assign_in_p, permits(role_s, "z")},
             row{"the group holds less there", assign_in_p, lost(in_p, "group_One", role_r)},
             row{"the project is archived", assign_user, archived(in_p)},
             row{"the user holds more there", assign_user, held(in_p, user, "user_bob", viewer)},
             row{"he holds it, perhaps by a group only", assign_behind_group,
                 held_untold("user_bob", role_s)},
             row{"the group has another name", unassign, named_group("group_One", "Z")},
             row{"the group holds another role", unassign, held("", group, "group_One", "role_Beta")},
             row{"the project is archived", unassign_in_p, archived(in_p)},
             row{"the group has another name", unassign_in_p, named_group("group_One", "Z")},
             row{"the group holds more there", unassign_in_p, held(in_p, group, "group_One", role_s)},
             row{"the project is archived", unassign_user, archived(in_p)},
             row{"the user holds more there", unassign_user, held(in_p, user, "user_bob", role_s)},
             row{"the user became an owner", unassign_user, held("", user, "user_bob", owner)},
             row{"a group of his owns", unassign_user, held("", group, "group_One", owner)},
             row{"he is told to be an owner", unassign_user, is_told_owner("user_bob")},
             row{"the project is archived", leave, archived(in_p)},
             row{"the user holds more there", leave, held(in_p, user, "user_bob", role_s)},
             row{"the user became an owner", leave, held("", user, "user_bob", owner)},
             row{"he is told to be an owner", leave, is_told_owner("user_bob")},
         }) {
      CAPTURE(plan::verb_of(r.op));
      CAPTURE(r.op.index());
      CAPTURE(r.what);
      CHECK(moved({r.op}, [](model::organization&) {}) == "");
      CHECK(moved({r.op}, r.by_others) != "");
    }
  }

  TEST_CASE("what others do beside a change leaves the plan as it was") {
    struct row {
      std::string what;
      plan::action op;
      change by_others;
    };
    for (const row& r : {
             row{"another project", create_project, new_project("Any")},
             row{"an archived one of the name", create_project, new_project("New", true)},
             row{"another invitation", invite, new_invite("any", model::invite_status::pending)},
             row{"one of the address that ran out", invite, new_invite("new", model::invite_status::expired)},
             row{"another role", create_role, new_role("Any", in_p)},
             row{"a role of the name elsewhere", create_role, new_role("New")},
             row{"another role", update_role, permits("role_Beta", "z")},
             row{"it is given out", update_role, held("", user, "user_bob", "role_Alpha")},
             row{"another role is given out", delete_role, held("", user, "user_bob", "role_Alpha")},
             row{"a user became an owner", delete_role, is_told_owner("user_bob")},
             row{"a user is no owner any more", delete_role, is_told_reader("user_ada")},
             row{"a user inherits it", delete_role, held_by_others("user_bob", "role_Beta")},
             row{"another group", create_group, new_group("Any")},
             row{"another group", rename_group, named_group("group_One", "Z")},
             row{"a member", rename_group, joins("group_Two", "user_bob")},
             row{"another group holds more", add_member, held("", group, "group_One", "role_Beta")},
             row{"a role that the group does not hold", add_to_one, permits("role_Beta", "z")},
             row{"another group's member", delete_group, joins("group_Two", "user_bob")},
             row{"another project is archived", assign_in_p, archived("proj_Q")},
             row{"another role", assign_in_p, permits("role_Beta", "z")},
             row{"somebody joined the group", unassign, joins("group_One", "user_ada")},
             row{"an owner more", unassign_user, held("", user, "user_eve", owner)},
             row{"the user is a reader", unassign_user, held("", user, "user_bob", reader)},
         }) {
      CAPTURE(r.op.index());
      CAPTURE(r.what);
      CHECK(moved({r.op}, r.by_others) == "");
      CHECK(made({r.op}, r.by_others) == 0);
    }
  }

  TEST_CASE("what a plan has made itself is no drift, and no excuse for what others made beside it") {
    struct row {
      std::string what;
      std::vector<plan::action> ops;
      change by_us;
      std::size_t made;
    };
    const plan::action demote = plan::unassign_role{"", user, "user_ada", owner, true, false};
    const plan::action pass = plan::rename_group{"group_Two", {"Two", model::passing_name("group_Two")}};
    const plan::action passed = plan::rename_group{"group_Two", {model::passing_name("group_Two"), "New"}};
    const plan::role_body same{{}, {"p"}};
    const std::string between = model::passing_name("role_Alpha");
    const std::vector<plan::action> pass_and_change{
        plan::update_role{"", "role_Alpha", {"Alpha", between}, first, same},
        plan::update_role{"", "role_Alpha", {between, "New"}, first, same},
        plan::update_role{"", "role_Alpha", {"New", "New"}, first, second}};
    const change without_one = [](model::organization& org) {
      std::erase_if(org.groups, [](const auto& g) { return g.id == "group_One"; });
      std::erase_if(org.grants, [](const auto& g) { return g.principal_id == "group_One"; });
      org.members.erase({list_kind::group_members, {}, "group_One"});
      std::erase(org.members[{list_kind::project_groups, in_p, {}}], "group_One");
      std::erase_if(org.read, [](const auto& list) { return list.first.principal_id == "group_One"; });
    };
    const plan::action without_group = plan::delete_group{"group_One", {}};
    const plan::action leave_group = plan::leave_project{in_p, group, "group_One"};
    const plan::action out = plan::remove_member{"group_One", "user_bob"};
    for (const row& r : {
             row{"renamed and changed",
                 {update_role},
                 both(named_role("role_Alpha", "New"), permits("role_Alpha", "q")),
                 1},
             row{"half of that", {update_role}, permits("role_Alpha", "q"), 0},
             row{"deleted with who held it",
                 {unassign, plan::delete_role{"", "role_Alpha", first}},
                 gone_role("role_Alpha"),
                 2},
             row{"a group with all of its",
                 {unassign, unassign_in_p, leave_group, out, without_group},
                 without_one,
                 5},
             row{"a group that others look at in a project", {delete_in_p, without_group}, without_one, 1},
             row{"a role with who held it and gets another",
                 {plan::delete_role{"", "role_Alpha", first},
                  plan::assign_role{
                      {}, group, known("group_One"), known("role_Beta"), plan::entry::inside, {}, false}},
                 gone_role("role_Alpha"),
                 1},
             row{"renamed", {rename_group}, named_group("group_Two", "New"), 1},
             row{"on the way to another name",
                 {pass, passed},
                 named_group("group_Two", model::passing_name("group_Two")),
                 1},
             row{"there by way of another name", {pass, passed}, named_group("group_Two", "New"), 2},
             row{"changed, and on no way to another name", pass_and_change, permits("role_Alpha", "q"), 1},
             row{"there by way of another name, and not changed", pass_and_change,
                 named_role("role_Alpha", "New"), 2},
             row{"there by way of another name, and changed", pass_and_change,
                 both(named_role("role_Alpha", "New"), permits("role_Alpha", "q")), 3},
             row{"joined", {add_member}, joins("group_Two", "user_bob"), 1},
             row{"left", {remove_member}, leaves("group_Two", "user_eve"), 1},
             row{"assigned", {assign}, held("", group, "group_Two", "role_Beta"), 1},
             row{"unassigned", {unassign}, lost("", "group_One", "role_Alpha"), 1},
             row{"demoted",
                 {demote},
                 both(lost("", "user_ada", owner), held("", user, "user_ada", reader)),
                 1},
             row{"invited again",
                 {invite_again},
                 [](model::organization& org) {
                   org.invites = {{"invite_new", "old@example.com", model::invite_status::pending}};
                 },
                 1},
             row{"the invitation that ran out is gone",
                 {invite_again},
                 [](model::organization& org) { org.invites.clear(); },
                 0},
             row{"made",
                 {create_group},
                 [](model::organization& org) {
                   org.groups.push_back({"group_new", "New", {}});
                 },
                 1},
         }) {
      CAPTURE(r.what);
      CHECK(moved(r.ops, r.by_us) == "");
      CHECK(made(r.ops, r.by_us) == r.made);
    }
    // And more than that, or less:
    CHECK(moved({update_role}, named_role("role_Alpha", "New")) != ""); // by one request both change
    CHECK(moved({update_role}, both(named_role("role_Alpha", "New"), permits("role_Alpha", "z"))) != "");
    CHECK(moved({update_role}, both(permits("role_Alpha", "q"), described("role_Alpha", "z"))) != "");
    CHECK(moved(pass_and_change, both(named_role("role_Alpha", "New"), permits("role_Alpha", "z"))) != "");
    CHECK(moved({pass_and_change[0], pass_and_change[1]}, permits("role_Alpha", "q")) != "");
    CHECK(moved({rename_group}, both(named_group("group_Two", "New"), foreign_group("group_Two"))) != "");
    CHECK(moved({add_member}, both(joins("group_Two", "user_bob"), joins("group_Two", "user_ada"))) != "");
    CHECK(moved({unassign},
                both(lost("", "group_One", "role_Alpha"), held("", group, "group_One", "role_Beta"))) != "");
    CHECK(moved({demote}, held("", user, "user_ada", reader)) != ""); // he is still what he was
    CHECK(moved({assign}, held("", group, "group_Two", "role_Alpha")) != "");
  }

  TEST_CASE("a list of 100,000 that somebody joined is compared, and so are as many changes of it") {
    constexpr std::size_t many = 100'000;
    const model::list_ref members{list_kind::group_members, {}, "g"};
    model::organization live;
    live.read[members] = {};
    for (std::size_t i = 0; i < many; ++i) live.members[members].push_back("u" + std::to_string(i));
    plan::plan p;
    for (std::size_t i = 0; i < many; ++i) {
      plan::operation op;
      if (i % 2 == 0)
        op.what = plan::remove_member{"g", "u" + std::to_string(i)};
      else
        op.what = plan::add_member{{"g", {}}, "v" + std::to_string(i)};
      p.operations.push_back(std::move(op));
    }
    p.preconditions = apply::preconditions_of(p, live);
    live.members[members].emplace_back("w");
    const apply::since_then then = apply::compare_with_now(p, live);
    CHECK(then.made.empty());
    REQUIRE(then.drift.size() == 1);
    CHECK(then.drift.front().what == "w in GET /organization/groups/g/users");
    std::vector<std::string>& now = live.members[members];
    std::erase_if(now, [](const std::string& id) { return id.size() % 2 == 0; }); // of what was there as well
    const apply::since_then much = apply::compare_with_now(p, live);
    CHECK(much.made.size() == 45'455);
    CHECK(much.drift.size() == 45'456);
    now.assign(many, {});
    for (std::size_t i = 0; i < many; ++i) now[i] = "x" + std::to_string(i);
    CHECK(apply::compare_with_now(p, live).drift.size() == many + many / 2);
  }

  TEST_CASE("how a predefined role is called, and what is held through groups, is no drift") {
    const plan::action from_user = plan::unassign_role{in_p, user, "user_bob", role_r, false, false};
    const auto short_name = [](model::organization& org) {
      for (model::live_grant& g : org.grants) {
        if (g.role_id == owner) g.role_id = "role-api-organization-owner";
      }
    };
    const plan::action of_owner =
        plan::assign_role{{}, user, known("user_ada"), known("role_Beta"), plan::entry::inside, {}, false};
    CHECK(moved({of_owner}, short_name) == "");
    CHECK(moved({of_owner}, held_by_others("user_ada", "role_Alpha")) == "");
    CHECK(moved({of_owner}, held("", user, "user_ada", "role_Alpha")) != "");
    CHECK(moved({from_user}, short_name) == "");
  }

  TEST_CASE("a list that may not be read is not asked for again, one that nobody asked for is") {
    const model::list_ref list{list_kind::group_roles, {}, "group_Two"};
    const plan::plan made = plan_of({assign});
    model::organization now;
    CHECK(apply::compare_with_now(made, now).unseen.contains(list));
    now.unreadable[list] = "403";
    CHECK_FALSE(apply::compare_with_now(made, now).unseen.contains(list));
  }
}
