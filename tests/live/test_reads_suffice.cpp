// Reading only what is named gives the plan that reading everything would give.

#include "answers.hpp"
#include "support/plan_text.hpp"
#include "support/random_case.hpp"
#include "support/random_names.hpp"
#include "support/runs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

/// Without the lists of projects' users that were not read: they tell how somebody comes into a project,
/// where his roles do not.
model::organization as_far_as(const model::organization& read, model::organization whole) {
  std::erase_if(whole.read, [&](const auto& entry) {
    return entry.first.kind == model::list_kind::project_users && !read.has_read(entry.first);
  });
  std::erase_if(whole.members, [&](const auto& entry) {
    return entry.first.kind == model::list_kind::project_users && !read.has_read(entry.first);
  });
  return whole;
}

bool is_in(const model::organization& live, const plan::assign_role& what) {
  return std::ranges::any_of(live.grants, [&](const model::live_grant& g) {
    const bool own = g.source == model::grant_source::direct || g.source == model::grant_source::untold;
    return own && g.project_id == what.project.id && g.principal_id == what.principal.id;
  });
}

/// Less the guard that follows from the order: who knows less orders with more care, so that owners may come
/// later.
std::string contents_in_any_order(const plan::plan& p) {
  plan::plan out = p;
  std::erase_if(out.guards, [](const plan::guard_result& g) {
    return g.name == "min-owners" && g.message.find("In the end there would be") != std::string::npos;
  });
  return contents(out);
}

/// Some permissions become such that let their holders administer the organization.
void let_administer(random_case& c) {
  const auto rename = [](std::string& name) {
    if (name == "q" || name == "s") name = "api.management." + name;
  };
  const auto in_role = [&](model::role& role) {
    for (model::permission& p : role.permissions) rename(p.name);
    std::ranges::sort(role.permissions, {}, &model::permission::name);
  };
  for (model::live_role& role : c.live.roles) {
    std::ranges::for_each(role.permissions, rename);
    std::ranges::sort(role.permissions);
  }
  if (c.policy.roles) std::ranges::for_each(*c.policy.roles, in_role);
  std::ranges::for_each(c.policy.project_roles, in_role);
  for (model::project& project : c.policy.projects) {
    if (project.roles) std::ranges::for_each(*project.roles, in_role);
  }
}

void protect_some(random_case& c) {
  dice random(c.seed);
  model::protection& all = c.policy.guards.protect;
  for (const std::string& name : some(random, group_names, 20)) all.groups.push_back({name, {}});
  for (const std::string& who : some(random, {"ada@example.com", "grace@example.com", "user_bot"}, 25))
    all.users.push_back({who, {}});
}

/// What of the protected things loses something.
std::string protects(const plan::plan& p) {
  std::string out;
  for (const plan::guard_result& g : p.guards) out += g.name == "protect" ? g.flag + "\n" : "";
  return out;
}

bool is_among(const plan::ended_right& of, const std::vector<plan::ended_right>& all) {
  return std::ranges::count(all, of.user_id, &plan::ended_right::user_id) == 1;
}

/// Nobody is missing whose rights end, and nobody else is named. But who knows less orders with more care:
/// what gives somebody his rights anew may come later then, so that they end for a time.
bool tells_ends(const plan::plan& less, const plan::plan& all) {
  const auto told = [&](const plan::ended_right& of) { return is_among(of, less.ends_rights_of); };
  const auto true_or_brief = [&](const plan::ended_right& of) {
    return of.for_a_time || is_among(of, all.ends_rights_of);
  };
  return std::ranges::all_of(all.ends_rights_of, told) &&
         std::ranges::all_of(less.ends_rights_of, true_or_brief);
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("what is read is enough for the guards of protected things and of who applies the plan") {
  std::size_t ends = 0;
  std::size_t too_many = 0;
  std::size_t protecting = 0;
  for_each_case(3000, [&](random_case c) {
    let_administer(c);
    protect_some(c);
    const reading r = read_for(c.policy, c.live);
    const plan::plan all = plan_of(c.policy, as_far_as(r.live, c.live));
    const plan::plan less = plan_of(c.policy, r.live);
    REQUIRE(protects(less) == protects(all));
    REQUIRE(tells_ends(less, all));
    ends += all.ends_rights_of.size();
    too_many += less.ends_rights_of.size() - all.ends_rights_of.size();
    protecting += protects(all).empty() ? 0 : 1;
  });
  CHECK(ends > 100);
  CHECK(too_many * 100 < ends);
  CHECK(protecting > 100);
}

TEST_CASE("what is read is enough for the plan, and nothing is read twice") {
  for_each_case(2000, [](const random_case& c) {
    const reading r = read_for(c.policy, c.live, c.seed % 2 == 0 ? role_ids::bound : role_ids::alias);
    const plan::plan all = plan_of(c.policy, as_far_as(r.live, c.live));
    REQUIRE(contents_in_any_order(plan_of(c.policy, r.live)) == contents_in_any_order(all));
    REQUIRE(r.live.id == c.live.id);
  });
}

TEST_CASE("nobody gets access in passing because little was read") {
  for_each_case(700, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, read_for(c.policy, c.live).live);
    const any_order runs(p, c);
    dice random(c.seed);
    for (int i = 0; i < 3; ++i) runs.check_phantoms(random);
  });
}

TEST_CASE("whether a principal is in a project is read, unless a role there that is his own tells it") {
  for_each_case(1000, [](const random_case& c) {
    const reading r = read_for(c.policy, c.live);
    for (const plan::operation& op : plan_of(c.policy, r.live).operations) {
      const auto* what = std::get_if<plan::assign_role>(&op.what);
      if (!what || what->project.id.empty() || what->principal.id.empty() || is_in(r.live, *what)) continue;
      const bool group = what->kind == model::principal_kind::group;
      INFO(op.at.text());
      REQUIRE(r.live.has_read({group ? model::list_kind::project_groups : model::list_kind::project_users,
                               what->project.id,
                               {}}));
    }
  });
}

TEST_CASE("whatever list is refused, a plan can be made, and it is not complete") {
  for_each_case(500, [](const random_case& c) {
    const reading whole = read_for(c.policy, c.live);
    dice random(c.seed);
    const std::vector<model::list_ref>& stage = whole.stages[random.below(whole.stages.size())];
    const model::list_ref refused = stage[random.below(stage.size())];
    INFO("without " << model::to_string(refused));
    const reading r = read_for(c.policy, c.live, role_ids::bound, {refused});
    if (base::has_errors(want_of(c.policy, r.live).problems)) return;
    REQUIRE_FALSE(plan_of(c.policy, r.live).complete());
  });
}

TEST_SUITE_END();
