#include "plan/plan_json.hpp"
#include "plan/plan_read.hpp"

#include <doctest/doctest.h>

#include <functional>

// A plan whose operations do not fit together is refused when it is read, whatever its digest says.

using namespace rolecall;

namespace {

constexpr auto uses = plan::wait_reason::uses;
constexpr auto group = model::principal_kind::group;
constexpr auto user = model::principal_kind::user;

plan::target made_by(std::size_t index) { return {"", index}; }
plan::target known(const std::string& id) { return {id, {}}; }

enum { project, other_project, team, project_role, role, joins, in_project, in_organization, of_user };

/// One of everything that another operation may need, and who needs it, by the names above.
plan::plan sound() {
  plan::plan out;
  const auto add = [&](plan::action what, std::vector<std::size_t> after) {
    plan::operation op;
    op.at = model::address() / model::address_part{"thing", {std::to_string(out.operations.size()), {}}};
    op.what = std::move(what);
    for (const std::size_t on : after) op.after.push_back({on, uses});
    out.operations.push_back(std::move(op));
  };
  using plan::entry;
  add(plan::create_project{"P"}, {});
  add(plan::create_project{"Q"}, {});
  add(plan::create_group{"G"}, {});
  add(plan::create_role{made_by(project), "R", {}}, {project});
  add(plan::create_role{{}, "O", {}}, {});
  add(plan::add_member{made_by(team), "user-a"}, {team});
  add(
      plan::assign_role{
          made_by(project), group, made_by(team), made_by(project_role), entry::joins, {}, false},
      {project, team, project_role});
  add(plan::assign_role{{}, group, made_by(team), made_by(role), entry::inside, {}, false}, {team, role});
  add(
      plan::assign_role{
          made_by(project), user, known("user-a"), made_by(project_role), entry::tries, {}, false},
      {project, project_role});
  return out;
}

std::string refusal(const plan::plan& p) {
  const auto read = plan::from_json(plan::to_json(p));
  const auto* no = std::get_if<plan::no_plan>(&read);
  return no ? no->why : "";
}

plan::assign_role& assign(plan::plan& p, std::size_t index) {
  return std::get<plan::assign_role>(p.operations[index].what);
}

/// Lets `index` wait for everything before it, so that only what it needs can be wrong.
void wait_for_all(plan::plan& p, std::size_t index) {
  p.operations[index].after.clear();
  for (std::size_t i = 0; i < index; ++i) p.operations[index].after.push_back({i, uses});
}

} // namespace

TEST_SUITE("plan") {
  // Covers F41.
  TEST_CASE("an operation may need of another only what that one makes, for whom and where it makes it") {
    REQUIRE(refusal(sound()) == "");
    struct row {
      std::string what;
      std::size_t at;
      std::function<void(plan::plan&)> wrong;
    };
    const std::vector<row> table{
        {"a user whom the creation of a group makes", in_project,
         [](plan::plan& p) { assign(p, in_project).kind = user; }},
        {"the same in the organization", in_organization,
         [](plan::plan& p) { assign(p, in_organization).kind = user; }},
        {"a principal that is a project", in_organization,
         [](plan::plan& p) { assign(p, in_organization).principal = made_by(project); }},
        {"a principal that is a role", in_organization,
         [](plan::plan& p) { assign(p, in_organization).principal = made_by(role); }},
        {"a role that is a group", in_organization,
         [](plan::plan& p) { assign(p, in_organization).role = made_by(team); }},
        {"a role that is a project", in_project,
         [](plan::plan& p) { assign(p, in_project).role = made_by(project); }},
        {"a role that is a membership", in_project,
         [](plan::plan& p) { assign(p, in_project).role = made_by(joins); }},
        {"a project that is a group", in_project,
         [](plan::plan& p) { assign(p, in_project).project = made_by(team); }},
        {"a project that is a role", in_project,
         [](plan::plan& p) { assign(p, in_project).project = made_by(role); }},
        {"a role of the organization in a project", in_project,
         [](plan::plan& p) { assign(p, in_project).role = made_by(role); }},
        {"a role of a project in the organization", in_organization,
         [](plan::plan& p) { assign(p, in_organization).role = made_by(project_role); }},
        {"a role of another project", of_user,
         [](plan::plan& p) { assign(p, of_user).project = made_by(other_project); }},
        {"a role of a new project in one that is there", of_user,
         [](plan::plan& p) { assign(p, of_user).project = known("proj_1"); }},
        {"itself", in_project, [](plan::plan& p) { assign(p, in_project).role = made_by(in_project); }},
        {"what comes later", in_project,
         [](plan::plan& p) { assign(p, in_project).role = made_by(of_user); }},
        {"what is not there", in_project, [](plan::plan& p) { assign(p, in_project).role = made_by(99); }},
        {"an id beside who makes it", in_project,
         [](plan::plan& p) { assign(p, in_project).principal.id = "group-g"; }},
        {"a role in a project that is a group", project_role,
         [](plan::plan& p) {
           std::get<plan::create_role>(p.operations[project_role].what).project = made_by(team);
         }},
        {"a member of a project", joins,
         [](plan::plan& p) {
           std::get<plan::add_member>(p.operations[joins].what).group = made_by(project);
         }},
    };
    for (const row& r : table) {
      CAPTURE(r.what);
      plan::plan p = sound();
      wait_for_all(p, r.at);
      REQUIRE(refusal(p) == "");
      r.wrong(p);
      CHECK(refusal(p).starts_with("resource_changes[" + std::to_string(r.at) + "] "));
    }
  }

  // Covers F41.
  TEST_CASE("what an operation needs of another it must wait for") {
    const plan::plan good = sound();
    for (std::size_t i = 0; i < good.operations.size(); ++i) {
      for (const plan::dependency& d : good.operations[i].after) {
        CAPTURE(i);
        CAPTURE(d.on);
        plan::plan p = good;
        std::erase(p.operations[i].after, d);
        CHECK(refusal(p).starts_with("resource_changes[" + std::to_string(i) + "] "));
      }
    }
  }

  // Covers F41, V6.
  TEST_CASE("a plan that revokes first is read with that, and only in the order that this means") {
    plan::plan p;
    p.revoke_first = true;
    for (const plan::stage of :
         {plan::stage::create, plan::stage::removal, plan::stage::deletion, plan::stage::mixed_update,
          plan::stage::early_addition, plan::stage::late_addition, plan::stage::own_rights}) {
      plan::operation op;
      op.what = plan::create_group{"G"};
      op.stage = of;
      p.operations.push_back(std::move(op));
    }
    const auto read = plan::from_json(plan::to_json(p));
    REQUIRE(std::holds_alternative<plan::plan>(read));
    CHECK(std::get<plan::plan>(read) == p);
    for (std::size_t i = 1; i < p.operations.size(); ++i) {
      plan::plan wrong = p;
      std::swap(wrong.operations[i - 1], wrong.operations[i]);
      CHECK(refusal(wrong) == "it revokes first, but its operations are in another order");
      wrong.revoke_first = false;
      CHECK(refusal(wrong) == "");
    }
    p.revoke_first = false;
    CHECK(plan::to_json(p).find("revoke_first") == std::string::npos);
  }
}
