// Reading only what is named gives the plan that reading everything would give.

#include "answers.hpp"
#include "support/plan_text.hpp"
#include "support/random_case.hpp"
#include "support/runs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
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

} // namespace

TEST_SUITE_BEGIN("live");

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
