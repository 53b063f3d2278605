// Operations run at once and may fail: in every order that the dependencies allow nobody holds what he has in
// neither state, and nobody is without what he keeps, except where the plan says so.

#include "support/plan_text.hpp"
#include "support/random_case.hpp"
#include "support/runs.hpp"
#include "support/simulation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace rolecall;
using namespace rolecall::test;

namespace {

/// Which operations of a plan make owners of the organization, and which take them away.
class owners {
public:
  owners(const random_case& c, const plan::plan& p)
      : before_(groups_of(c.live)), after_(groups_of(apply_to_model(p, c.live, c.lists))) {}

  /// Those that come late are waited for by nobody.
  [[nodiscard]] bool makes(const plan::operation& op) const {
    if (op.stage != plan::stage::early_addition) return false;
    if (const auto* assign = std::get_if<plan::assign_role>(&op.what)) return assign->role.id == owner;
    const auto* add = std::get_if<plan::add_member>(&op.what);
    return add && after_.contains(add->group.id);
  }
  [[nodiscard]] bool takes(const plan::operation& op) const {
    if (const auto* unassign = std::get_if<plan::unassign_role>(&op.what)) return unassign->role_id == owner;
    if (const auto* remove = std::get_if<plan::remove_member>(&op.what))
      return before_.contains(remove->group_id);
    const auto* gone = std::get_if<plan::delete_group>(&op.what);
    return gone && before_.contains(gone->group_id);
  }

private:
  static std::set<std::string> groups_of(const model::organization& live) {
    std::set<std::string> out;
    for (const model::live_grant& g : live.grants) {
      if (g.role_id == owner && g.kind == model::principal_kind::group) out.insert(g.principal_id);
    }
    return out;
  }

  inline static const std::string owner = world::role_id("", "owner");
  std::set<std::string> before_;
  std::set<std::string> after_;
};

} // namespace

TEST_SUITE_BEGIN("planner");

// Covers V6.
TEST_CASE("in every order that the plan allows access moves without phantoms and without untold gaps") {
  for_each_case(700, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    const any_order runs(p, c);
    dice random(c.seed);
    for (int i = 0; i < 3; ++i) runs.check(random);
  });
}

TEST_CASE("the same when an operation fails and what depends on it is skipped") {
  for_each_case(700, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    if (p.operations.empty()) return;
    const any_order runs(p, c);
    dice random(c.seed);
    for (int i = 0; i < 4; ++i) runs.check(random, random.below(p.operations.size()));
  });
}

TEST_CASE("a gap is told only where one can happen") {
  for_each_case(700, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    for (const plan::access_gap& gap : p.gaps) {
      REQUIRE(gap.lost_by < gap.back_by);
      REQUIRE(p.operations[gap.back_by].stage > plan::stage::early_addition);
    }
  });
}

// Covers V7.
TEST_CASE("an owner is taken away only after every owner that can be added before") {
  for_each_case(1500, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    const owners of(c, p);
    for (const plan::operation& op : p.operations) {
      if (!of.takes(op)) continue;
      for (std::size_t i = 0; i < p.operations.size(); ++i) {
        if (!of.makes(p.operations[i])) continue;
        INFO(op.at.text() << " and " << p.operations[i].at.text());
        REQUIRE(std::ranges::count(op.after, i, &plan::dependency::on) == 1);
      }
    }
  });
}

TEST_SUITE_END();
