// Operations run at once and may fail: in every order that the dependencies allow nobody holds what he has in
// neither state, and nobody is without what he keeps, except where the plan says so.

#include "policy/resolve.hpp"
#include "support/plan_text.hpp"
#include "support/random_case.hpp"
#include "support/simulation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

using namespace rolecall;
using namespace rolecall::test;

namespace {

std::set<std::string> at(const access_map& access, const holder& who) {
  const auto found = access.find(who);
  return found == access.end() ? std::set<std::string>{} : found->second;
}

std::set<std::string> minus(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::set<std::string> out;
  std::ranges::set_difference(a, b, std::inserter(out, out.end()));
  return out;
}

/// Each principal and project, by id, as the plan shows it.
std::map<std::string, std::string> shown_names(const random_case& c) {
  model::symbols symbols;
  const model::desired want = policy::resolve(c.policy, c.live, symbols);
  std::map<std::string, std::string> out;
  for (const auto& [key, name] : want.names) {
    const std::string id = name.id.empty() ? "" : "#" + name.id;
    out[symbols.text(key)] = "\"" + name.name + "\"" + id;
  }
  return out;
}

struct outlook {
  const plan::plan& p;
  const model::organization& live;
  access_map before;
  access_map after;
  std::map<std::string, std::string> names = {};
  std::set<std::pair<std::string, std::string>> gaps = {}; ///< address of the principal, permission

  [[nodiscard]] std::string address_of(const holder& who) const {
    const std::string kind = who.kind == model::principal_kind::group ? "group" : "user";
    const std::string in = who.project_id.empty() ? "" : "project[" + names.at(who.project_id) + "].";
    return in + kind + "[" + names.at(who.principal_id) + "]";
  }

  /// What a group is without, its members are without.
  [[nodiscard]] bool group_gap(const holder& who, const std::string& permission) const {
    if (who.kind != model::principal_kind::user) return false;
    return std::ranges::any_of(live.groups, [&](const model::live_group& group) {
      const auto& members = live.listed({model::list_kind::group_members, {}, group.id});
      const holder theirs{who.project_id, model::principal_kind::group, group.id};
      return std::ranges::count(members, who.principal_id) > 0 &&
             gaps.contains({address_of(theirs), permission});
    });
  }
};

void check_access(const outlook& o, const access_map& now) {
  for (const auto& [who, held] : now) {
    const std::set<std::string> phantom = minus(minus(held, at(o.before, who)), at(o.after, who));
    if (phantom.empty()) continue;
    INFO("phantom access of " << o.address_of(who) << ": " << *phantom.begin());
    REQUIRE(phantom.empty());
  }
  for (const auto& [who, held] : o.before) {
    for (const std::string& permission : minus(held, at(now, who))) {
      if (!at(o.after, who).contains(permission)) continue;
      INFO(o.address_of(who) << " lacks " << permission << " and no gap says so");
      REQUIRE((o.gaps.contains({o.address_of(who), permission}) || o.group_gap(who, permission)));
    }
  }
}

/// One run: operations in a random order that the dependencies allow; `failing` does nothing, and what
/// depends on it is skipped. Removals of an owner come after every addition of one.
void run(const outlook& o, const random_case& c, dice& random, std::optional<std::size_t> failing) {
  simulation world(c.live, c.lists);
  std::vector<std::size_t> left;
  std::set<std::size_t> done;
  std::set<std::size_t> not_done;
  for (std::size_t i = 0; i < o.p.operations.size(); ++i) left.push_back(i);
  while (!left.empty()) {
    random.shuffle(left);
    const auto next = std::ranges::find_if(left, [&](std::size_t i) {
      return std::ranges::all_of(o.p.operations[i].after, [&](const plan::dependency& d) {
        return done.contains(d.on) || not_done.contains(d.on);
      });
    });
    REQUIRE(next != left.end());
    const std::size_t index = *next;
    left.erase(next);
    const plan::operation& op = o.p.operations[index];
    const bool skipped =
        std::ranges::any_of(op.after, [&](const plan::dependency& d) { return not_done.contains(d.on); });
    if (skipped || failing == index) {
      not_done.insert(index);
      continue;
    }
    const std::string also = failing ? ", another failed" : "";
    INFO("operation " << word_of(op.what) << " " << op.at.text() << also);
    REQUIRE_NOTHROW(world.carry_out(op, index));
    done.insert(index);
    check_access(o, world.access());
  }
}

outlook outlook_of(const plan::plan& p, const random_case& c) {
  simulation end(c.live, c.lists);
  outlook o{p, c.live, end.access(), {}};
  for (std::size_t i = 0; i < p.operations.size(); ++i) end.carry_out(p.operations[i], i);
  o.after = end.access();
  o.names = shown_names(c);
  for (const plan::access_gap& gap : p.gaps) o.gaps.emplace(gap.who.text(), gap.permission);
  return o;
}

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

TEST_CASE("in every order that the plan allows access moves without phantoms and without untold gaps") {
  for_each_case(700, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    const outlook o = outlook_of(p, c);
    dice random(c.seed);
    for (int i = 0; i < 3; ++i) run(o, c, random, std::nullopt);
  });
}

TEST_CASE("the same when an operation fails and what depends on it is skipped") {
  for_each_case(700, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    if (p.operations.empty()) return;
    const outlook o = outlook_of(p, c);
    dice random(c.seed);
    for (int i = 0; i < 4; ++i) run(o, c, random, random.below(p.operations.size()));
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
