// --only: of the whole plan what is covered, and of the whole reading no more than that takes.

#include "answers.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/random_case.hpp"
#include "support/simulation.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

using lines = std::set<std::string>;

bool is_passing(const plan::operation& op) {
  return op.at.text().find("rolecall renames") != std::string::npos;
}

/// Who leaves a project depends on what else goes: with his group nobody does.
bool is_leaving(const plan::operation& op) { return std::holds_alternative<plan::leave_project>(op.what); }

/// How a principal comes into a project depends on what else it gets, and whether a rename stands alone on
/// who else wants the names.
std::string line(const plan::operation& op) {
  const std::string word = word_of(op.what);
  if (word == "rename") return "update " + op.at.text();
  return (word == "enter" || word == "try" ? "assign" : word) + " " + op.at.text();
}

class parts {
public:
  parts(const plan::plan& whole, const model::selection& only) : whole_(whole) {
    for (std::size_t i = 0; i < whole.operations.size(); ++i) {
      if (only.covers(whole.operations[i].at)) take(i);
    }
    for (const plan::operation& op : whole.operations) {
      const bool role = std::holds_alternative<plan::delete_role>(op.what) && !only.covers(op.at);
      if (role || std::holds_alternative<plan::delete_group>(op.what)) may_miss_removals(op);
    }
  }

  /// What is covered, with the creations it needs and the removals that a deletion needs.
  [[nodiscard]] const lines& expected() const { return expected_; }

  /// What goes in the whole because its role goes, which the part leaves alone; or because its role grows,
  /// and its group must not share in that before it goes.
  [[nodiscard]] bool may_miss(const std::string& line) const { return missing_.contains(line); }

  /// What goes with its group in the whole, and one by one where the group stays.
  [[nodiscard]] bool may_have(const std::string& line) const {
    return std::ranges::any_of(whole_.operations, [&](const plan::operation& op) {
      const auto* group = std::get_if<plan::delete_group>(&op.what);
      return group && std::ranges::any_of(group->cascades, [&](const model::address& gone) {
               return line == "unassign " + gone.text() || line == "remove " + gone.text();
             });
    });
  }

private:
  void may_miss_removals(const plan::operation& deletion) {
    for (const plan::dependency& d : deletion.after) {
      const plan::operation& gone = whole_.operations[d.on];
      missing_.insert(line(gone));
    }
  }

  void take(std::size_t i) {
    const plan::operation& op = whole_.operations[i];
    if (is_passing(op) || is_leaving(op)) return;
    expected_.insert(line(op));
    for (const plan::dependency& d : op.after) {
      const plan::operation& on = whole_.operations[d.on];
      const bool creation = on.stage == plan::stage::create && plan::verb_of(on.what) == plan::verb::create;
      const bool removal = std::holds_alternative<plan::delete_role>(op.what) &&
                           std::holds_alternative<plan::unassign_role>(on.what);
      if (d.why == plan::wait_reason::uses && (creation || removal)) take(d.on);
    }
  }

  const plan::plan& whole_;
  lines expected_;
  lines missing_;
};

lines of(const plan::plan& p) {
  lines out;
  for (const plan::operation& op : p.operations) {
    if (!is_passing(op) && !is_leaving(op)) out.insert(line(op));
  }
  return out;
}

lines minus(const lines& a, const lines& b) {
  lines out;
  std::ranges::set_difference(a, b, std::inserter(out, out.end()));
  return out;
}

/// An address of the plan, or a beginning of it, or a glob that fits several.
std::string random_glob(const plan::plan& p, dice& random) {
  const model::address& at = p.operations[random.below(p.operations.size())].at;
  model::address some;
  for (std::size_t i = 0, count = 1 + random.below(at.parts().size()); i < count; ++i)
    some = some / at.parts()[i];
  switch (random.below(4)) {
  case 0: return some.text().substr(0, some.text().find('[') + 1) + "*";
  case 1: return "*" + some.text().substr(some.text().rfind('.') + 1);
  default: return some.text();
  }
}

/// What a user holds beside his groups, and as an owner, begins or ends only where the rest changes too.
bool is_of_user(const std::string& line) {
  const bool grant = line.starts_with("assign ") || line.starts_with("unassign ");
  return grant && line.find("user[") != std::string::npos;
}

/// The user from whom the operation takes something in a project, but for what goes with its role.
std::string user_who_loses(const plan::operation& op, const model::organization& after) {
  const auto of = [](const auto& what) {
    const bool his = what.kind == model::principal_kind::user && !what.project_id.empty();
    return his ? what.principal_id : std::string();
  };
  if (const auto* left = std::get_if<plan::leave_project>(&op.what)) return of(*left);
  const auto* what = std::get_if<plan::unassign_role>(&op.what);
  return what && after.role(what->role_id) ? of(*what) : std::string();
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("the plan for a part is that part of the plan, with the creations that it needs") {
  for_each_case(2000, [](const random_case& c) {
    const plan::plan whole = plan_of(c.policy, c.live);
    if (whole.operations.empty()) return;
    dice random(c.seed);
    for (int i = 0; i < 3; ++i) {
      const std::string glob = random_glob(whole, random);
      INFO("only " << glob);
      const plan::plan part = plan_of_part(c.policy, c.live, {glob});
      if (!minus({blocked(part)}, {blocked(whole)}).empty() &&
          blocked(part).find("keeps it") != std::string::npos)
        continue; // a name that another would have given up
      const parts covered(whole, model::selection({glob}));
      const lines& expected = covered.expected();
      for (const std::string& more : minus(of(part), expected)) {
        INFO("more: " << more);
        REQUIRE((is_of_user(more) || covered.may_have(more)));
      }
      for (const std::string& missing : minus(expected, of(part))) {
        INFO(missing);
        REQUIRE((is_of_user(missing) || covered.may_miss(missing)));
      }
    }
  });
}

TEST_CASE(
    "whatever part is planned, who is and remains an owner of the organization loses nothing in a project") {
  for_each_case(1500, [](const random_case& c) {
    const plan::plan whole = plan_of(c.policy, c.live);
    if (whole.operations.empty()) return;
    dice random(c.seed);
    for (const names& globs : {names{}, names{random_glob(whole, random)}}) {
      INFO("only " << (globs.empty() ? "" : globs.front()));
      const reading r = read_for(c.policy, c.live, role_ids::bound, {}, model::selection(globs));
      const plan::plan p = plan_of_part(c.policy, r.live, globs);
      const model::organization after = apply_to_model(p, c.live, c.lists);
      for (const plan::operation& op : p.operations) {
        const std::string user = user_who_loses(op, after);
        INFO(op.at.text());
        REQUIRE_FALSE((is_owner_in(c.live, user) && is_owner_in(after, user)));
      }
    }
  });
}

TEST_CASE("one project of many costs what is about it, not what is about all") {
  world many;
  rules said(all_authoritative);
  said.role("R", {"a"}).shared_role("K", {"b"});
  many.role("R", {"a"}).user("ada");
  for (const std::string group : {"G", "H"}) {
    many.group(group).member(group, "ada").grant(group, "R");
    said.group(group, {"R"}).members(group, {"ada@example.com"});
  }
  for (int i = 0; i < 20; ++i) {
    const std::string project = "P" + std::to_string(i);
    many.project(project).project_role(project, "K", {"b"}).grant_in(project, "G", "K");
    many.user_grant_in(project, "ada", "member");
    said.group_in(project, "G", {"K"}).user_in(project, "ada@example.com", {"member"});
  }
  const model::organization whole = many.live();
  const auto calls = [&](const std::vector<std::string>& only) {
    const reading r = read_for(said.policy(), whole, role_ids::bound, {}, model::selection(only));
    std::size_t sum = 0;
    for (const auto& stage : r.stages) sum += stage.size();
    return sum;
  };
  CHECK(calls({}) == 3 + 2 + 2 + 5 * 20);             // tops, members, roles of groups, five lists a project
  CHECK(calls({R"(project["P7"])"}) == 3 + 5);        // tops, the five lists of this one
  CHECK(calls({R"(project["P1*"])"}) == 3 + 5 * 11);  // P1 and P10 to P19
  CHECK(calls({R"(group["G"].member*)"}) == 2 + 1);   // roles, groups, the members
  CHECK(calls({R"(project["P7"].group*)"}) == 3 + 3); // neither the users nor what they hold
}

TEST_SUITE_END();
