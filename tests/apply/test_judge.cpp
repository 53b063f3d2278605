#include "apply/indexed_list.hpp"
#include "apply/judge.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using apply::verdict;

namespace {

plan::operation op(plan::action what) {
  plan::operation out;
  out.what = std::move(what);
  return out;
}

api::list_answer seen(auto items) {
  api::list_answer out;
  out.items = std::move(items);
  return out;
}

model::live_role role(const std::string& id, const std::string& name, std::vector<std::string> permissions,
                      std::optional<std::string> description = std::nullopt, bool predefined = false) {
  return {id, name, std::move(description), std::move(permissions), predefined, {}};
}

using roles = std::vector<model::live_role>;
using groups = std::vector<model::live_group>;
using held = std::vector<wire::assigned_role>;

int judged(const plan::operation& what, const apply::ids& known, const api::list_answer& list) {
  const std::string key = apply::key_in_list(what.what); // what it is about says the same as all of the list
  CHECK((apply::judge(what, known, apply::indexed_list(list).about(key, key)).is ==
         apply::judge(what, known, list).is));
  return static_cast<int>(apply::judge(what, known, list).is);
}
constexpr int reached = static_cast<int>(verdict::reached);
constexpr int not_yet = static_cast<int>(verdict::not_yet);
constexpr int differs = static_cast<int>(verdict::differs);

} // namespace

TEST_SUITE("apply") {
  // Covers F15, F17.
  TEST_CASE("a creation is found by its name: none, as wanted, otherwise, or more than one") {
    const plan::operation create = op(plan::create_role{{}, "R", {"d", {"a"}}});
    CHECK(judged(create, {}, seen(roles{role("x", "Other", {"a"})})) == not_yet);
    CHECK(judged(create, {}, seen(roles{role("r", "R", {"a"}, "d")})) == reached);
    CHECK(apply::judge(create, {}, seen(roles{role("r", "R", {"a"}, "d")})).id == "r");
    CHECK(judged(create, {}, seen(roles{role("r", "R", {"b"}, "d")})) == differs);
    CHECK(judged(create, {}, seen(roles{role("r", "R", {"a"}, "other")})) == differs);
    CHECK(judged(create, {}, seen(roles{role("r", "R", {"a"}, "d"), role("s", "R", {"a"}, "d")})) == differs);
    CHECK(judged(create, {}, seen(roles{role("p", "R", {"a"}, "d", true)})) ==
          not_yet); // a predefined one is another thing
    const plan::operation undescribed = op(plan::create_role{{}, "R", {std::nullopt, {"a"}}});
    CHECK(judged(undescribed, {}, seen(roles{role("r", "R", {"a"}, "anything")})) == reached);
    const plan::operation emptied = op(plan::create_role{{}, "R", {"", {}}});
    CHECK(judged(emptied, {}, seen(roles{role("r", "R", {})})) == reached);
  }

  // Covers F17.
  TEST_CASE("an update is done, not yet done, or overtaken") {
    const plan::operation update =
        op(plan::update_role{"", "r", {"R", "R"}, {"old", {"a"}}, {"new", {"a", "b"}}});
    CHECK(judged(update, {}, seen(roles{role("r", "R", {"a", "b"}, "new")})) == reached);
    CHECK(judged(update, {}, seen(roles{role("r", "R", {"a"}, "old")})) == not_yet);
    CHECK(judged(update, {}, seen(roles{role("r", "R", {"c"}, "old")})) == differs);
    CHECK(judged(update, {}, seen(roles{})) == differs);
  }

  // Covers F16.
  TEST_CASE("what is to go has gone when no complete list shows it") {
    CHECK(judged(op(plan::delete_role{"", "r", {}}), {}, seen(roles{role("s", "R", {})})) == reached);
    CHECK(judged(op(plan::delete_role{"", "r", {}}), {}, seen(roles{role("r", "R", {})})) == not_yet);
    CHECK(judged(op(plan::delete_group{"g", {}}), {}, seen(groups{{"h", "G", {}}})) == reached);
    CHECK(judged(op(plan::delete_group{"g", {}}), {}, seen(groups{{"g", "G", {}}})) == not_yet);
    CHECK(judged(op(plan::leave_project{"p", model::principal_kind::group, "g"}), {},
                 seen(std::vector<std::string>{"h"})) == reached);
    CHECK(judged(op(plan::leave_project{"p", model::principal_kind::group, "g"}), {},
                 seen(std::vector<std::string>{"g"})) == not_yet);
  }

  TEST_CASE("a grant counts only where it is direct") {
    const plan::operation assign = op(plan::assign_role{
        {"p", {}}, model::principal_kind::group, {"g", {}}, {"r", {}}, plan::entry::inside, {}});
    const plan::operation unassign =
        op(plan::unassign_role{{"p", {}}, model::principal_kind::group, "g", "r", false});
    const wire::assigned_role direct{role("r", "R", {}), model::grant_source::direct};
    const wire::assigned_role inherited{role("r", "R", {}), model::grant_source::inherited};
    CHECK(judged(assign, {"p", "g", "r"}, seen(held{direct})) == reached);
    CHECK(judged(assign, {"p", "g", "r"}, seen(held{inherited})) == not_yet);
    CHECK(judged(assign, {"p", "g", "other"}, seen(held{direct})) == not_yet);
    CHECK(judged(unassign, {}, seen(held{direct})) == not_yet);
    CHECK(judged(unassign, {}, seen(held{inherited})) == reached);
    CHECK(judged(unassign, {}, seen(held{})) == reached);
  }

  TEST_CASE(
      "a role that a group may give as well is shown to be given only where the list says it is direct") {
    plan::assign_role what{{"p", {}}, model::principal_kind::user, {"u", {}},
                           {"r", {}}, plan::entry::inside,         {}};
    const wire::assigned_role direct{role("r", "R", {}), model::grant_source::direct};
    const wire::assigned_role untold{role("r", "R", {}), model::grant_source::untold};
    const apply::ids known{"p", "u", "r"};
    CHECK(apply::proves(op(what), known, seen(held{untold})));
    what.behind_group = true;
    CHECK_FALSE(apply::proves(op(what), known, seen(held{untold})));
    CHECK(apply::proves(op(what), known, seen(held{direct})));
  }

  // Covers F31.
  TEST_CASE("a predefined role is known by its alias too") {
    const std::string bound = "role-api-project-member__api-project__p";
    const plan::operation assign = op(plan::assign_role{
        {"p", {}}, model::principal_kind::group, {"g", {}}, {bound, {}}, plan::entry::inside, {}});
    const plan::operation unassign =
        op(plan::unassign_role{{"p", {}}, model::principal_kind::group, "g", bound, false});
    model::live_role alias = role("role-api-project-member", "member", {});
    CHECK(judged(unassign, {}, seen(held{{alias}})) == reached); // custom: only looks alike
    alias.predefined = true;
    CHECK(judged(assign, {"p", "g", bound}, seen(held{{alias}})) == reached);
    CHECK(judged(unassign, {}, seen(held{{alias}})) == not_yet);
    alias.id = "role-api-project-mem";
    CHECK(judged(unassign, {}, seen(held{{alias}})) == reached);
  }

  TEST_CASE("a group found by name that others manage is not taken for ours") {
    const plan::operation create = op(plan::create_group{"G"});
    CHECK(judged(create, {}, seen(groups{{"g", "G", model::group_owner::organization}})) == reached);
    CHECK(judged(create, {}, seen(groups{{"g", "G", model::group_owner::identity_provider}})) == differs);
  }

  TEST_CASE("a project is found by its name among the active ones; of two none is taken for ours") {
    using projects = std::vector<model::live_project>;
    const plan::operation create = op(plan::create_project{"P"});
    model::live_project ours;
    ours.id = "p1";
    ours.name = "P";
    model::live_project archived = ours;
    archived.id = "p0";
    archived.archived = true;
    model::live_project another = ours;
    another.id = "p2";
    CHECK(judged(create, {}, seen(projects{})) == not_yet);
    CHECK(judged(create, {}, seen(projects{archived})) == not_yet);
    CHECK(judged(create, {}, seen(projects{archived, ours})) == reached);
    CHECK(apply::judge(create, {}, seen(projects{archived, ours})).id == "p1");
    CHECK(judged(create, {}, seen(projects{ours, another})) == differs);
  }

  TEST_CASE("an invitation is sent once it is pending; one that ran out does not count") {
    using invites = std::vector<model::live_invite>;
    const plan::operation invite = op(plan::invite_user{"eve@example.com", "i0"});
    model::live_invite old;
    old.id = "i0";
    old.email = "eve@example.com";
    old.status = model::invite_status::expired;
    model::live_invite sent = old;
    sent.id = "i1";
    sent.status = model::invite_status::pending;
    CHECK(judged(invite, {}, seen(invites{})) == not_yet);
    CHECK(judged(invite, {}, seen(invites{old})) == not_yet);
    CHECK(judged(invite, {}, seen(invites{old, sent})) == reached);
    sent.email = "bob@example.com";
    CHECK(judged(invite, {}, seen(invites{old, sent})) == not_yet);
  }

  TEST_CASE("a group is renamed, not yet, or otherwise by somebody else") {
    const plan::operation rename = op(plan::rename_group{"g", {"Old", "New"}});
    CHECK(judged(rename, {}, seen(groups{{"g", "New", {}}})) == reached);
    CHECK(judged(rename, {}, seen(groups{{"g", "Old", {}}, {"h", "New", {}}})) == not_yet);
    CHECK(judged(rename, {}, seen(groups{{"g", "Third", {}}})) == differs);
    CHECK(judged(rename, {}, seen(groups{})) == differs);
  }

  TEST_CASE("a rename of a role looks at its name alone; one that changes it too at both") {
    const plan::operation rename =
        op(plan::update_role{"", "r", {"Old", "New"}, {"d", {"a"}}, {std::nullopt, {"a"}}});
    CHECK(judged(rename, {}, seen(roles{role("r", "New", {"other"})})) == reached);
    CHECK(judged(rename, {}, seen(roles{role("r", "Old", {"other"})})) == not_yet);
    CHECK(judged(rename, {}, seen(roles{role("r", "Third", {"a"})})) == differs);
    const plan::operation both =
        op(plan::update_role{"", "r", {"Old", "New"}, {"d", {"a"}}, {std::nullopt, {"a", "b"}}});
    CHECK(judged(both, {}, seen(roles{role("r", "New", {"a", "b"})})) == reached);
    CHECK(judged(both, {}, seen(roles{role("r", "Old", {"a"}, "d")})) == not_yet);
    CHECK(judged(both, {}, seen(roles{role("r", "New", {"a"}, "d")})) == differs);
  }

  TEST_CASE("members are looked for by id") {
    using users = std::vector<model::live_user>;
    model::live_user ada;
    ada.id = "u";
    const plan::operation add = op(plan::add_member{{"g", {}}, "u"});
    const plan::operation remove = op(plan::remove_member{"g", "u"});
    CHECK(judged(add, {}, seen(users{})) == not_yet);
    CHECK(judged(add, {}, seen(users{ada})) == reached);
    CHECK(judged(remove, {}, seen(users{ada})) == not_yet);
    CHECK(judged(remove, {}, seen(users{})) == reached);
    const plan::operation leaves = op(plan::leave_project{"p", model::principal_kind::user, "u"});
    CHECK(judged(leaves, {}, seen(users{ada})) == not_yet);
    CHECK(judged(leaves, {}, seen(users{})) == reached);
  }

  TEST_CASE("each operation shows in one list") {
    using enum model::list_kind;
    CHECK(apply::list_of(op(plan::create_role{{}, "R", {}}), {}) ==
          model::list_ref{organization_roles, "", ""});
    CHECK(apply::list_of(op(plan::create_role{{"p", {}}, "R", {}}), {"p", {}, {}}) ==
          model::list_ref{project_roles, "p", ""});
    CHECK(apply::list_of(op(plan::leave_project{"p", model::principal_kind::group, "g"}), {}) ==
          model::list_ref{project_groups, "p", ""});
    const plan::assign_role assign{{"p", {}}, model::principal_kind::group, {"", 3},
                                   {"r", {}}, plan::entry::joins,           {}};
    CHECK(apply::list_of(op(assign), {"p", "g", "r"}) == model::list_ref{project_group_roles, "p", "g"});
    CHECK(apply::list_of(op(plan::unassign_role{"", model::principal_kind::user, "u", "r", false}), {}) ==
          model::list_ref{user_roles, "", "u"});
    CHECK(apply::list_of(op(plan::create_project{"P"}), {}) == model::list_ref{projects, "", ""});
    CHECK(apply::list_of(op(plan::invite_user{"e@example.com", ""}), {}) == model::list_ref{invites, "", ""});
    CHECK(apply::list_of(op(plan::rename_group{"g", {}}), {}) ==
          model::list_ref{model::list_kind::groups, "", ""});
    CHECK(apply::list_of(op(plan::add_member{{"", 3}, "u"}), {{}, "g", {}}) ==
          model::list_ref{group_members, "", "g"});
    CHECK(apply::list_of(op(plan::remove_member{"g", "u"}), {}) == model::list_ref{group_members, "", "g"});
    CHECK(apply::list_of(op(plan::leave_project{"p", model::principal_kind::user, "u"}), {}) ==
          model::list_ref{project_users, "p", ""});
  }
}
