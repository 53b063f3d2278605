// What reading will cost, said from the policy alone.

#include "answers.hpp"
#include "live/estimate.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/random_case.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

std::string estimated(const rules& said) {
  std::string out;
  for (const live::expected_reads& e : live::estimate(said.policy())) {
    if (e.calls == 0 && !e.at_least) continue; // only if the answers ask for it
    out += std::to_string(e.stage) + " " + (e.at_least ? ">= " : "") + std::to_string(e.calls) + " " +
           e.route + "\n";
  }
  return out;
}

bool is_user(const model::organization& live, const std::string& who) {
  return std::ranges::any_of(
      live.users, [&](const model::live_user& user) { return who == user.id || who == user.email; });
}

/// Whether all that the policy names is live; an estimate takes it to be.
bool all_there(const random_case& c) {
  const auto has = [](const auto& things, const std::string& name) {
    return std::ranges::any_of(things, [&](const auto& thing) { return thing.name == name; });
  };
  for (const model::project& project : c.policy.projects) {
    const auto found = std::ranges::find(c.live.projects, project.key.text, &model::live_project::name);
    if (found == c.live.projects.end() || found->archived) return false;
    for (const model::project_grants& user : project.users.value_or(std::vector<model::project_grants>{})) {
      if (!is_user(c.live, user.who.text)) return false;
    }
  }
  for (const model::user& user : c.policy.users.value_or(std::vector<model::user>{})) {
    if (!is_user(c.live, user.key.text)) return false;
  }
  return !c.policy.groups || std::ranges::all_of(*c.policy.groups, [&](const model::group& group) {
    return has(c.live.groups, group.name.text);
  });
}

/// Few policies with people find all that they name.
model::policy without_people(model::policy policy) {
  policy.users.reset();
  policy.templates.clear();
  if (policy.groups) {
    for (model::group& group : *policy.groups) group.members.reset();
  }
  for (model::project& project : policy.projects) project.users.reset();
  return policy;
}

/// Whether the answers ask for no more: nothing goes or might, no owner either, nobody gets a role in a
/// project.
bool asks_for_no_more(const plan::plan& p) {
  const bool owners = std::ranges::any_of(
      p.kept, [](const plan::kept_fact& k) { return k.why == plan::keep_reason::organization_owner; });
  return !owners && std::ranges::none_of(p.operations, [](const plan::operation& op) {
    const auto* assign = std::get_if<plan::assign_role>(&op.what);
    const auto* unassign = std::get_if<plan::unassign_role>(&op.what);
    const bool from_user = unassign && unassign->kind == model::principal_kind::user;
    return std::holds_alternative<plan::delete_role>(op.what) ||
           std::holds_alternative<plan::delete_group>(op.what) || from_user ||
           std::holds_alternative<plan::remove_member>(op.what) ||
           (unassign && op.at.parts().back().thing.name == "owner") ||
           (assign && !assign->project.id.empty());
  });
}

} // namespace

TEST_SUITE_BEGIN("live");

TEST_CASE("an estimate names lists by stage") {
  CHECK(estimated(rules()) == "1 1 GET /organization/roles\n");
  CHECK(estimated(rules().group("G", {"reader"}).group("H").group_in("P", "G", {"viewer"})) ==
        "1 1 GET /organization/roles\n"
        "1 >= 1 GET /organization/groups\n"
        "1 >= 1 GET /organization/projects\n"
        "2 1 GET /organization/groups/{group_id}/roles\n"
        "2 1 GET /projects/{project_id}/roles\n"
        "2 1 GET /projects/{project_id}/groups/{group_id}/roles\n");
  CHECK(estimated(rules(all_authoritative).no_groups_in("P")) ==
        "1 1 GET /organization/roles\n"
        "1 >= 1 GET /organization/groups\n"
        "1 >= 1 GET /organization/projects\n"
        "2 1 GET /projects/{project_id}/roles\n"
        "2 1 GET /organization/projects/{project_id}/groups\n"
        "2 >= 0 GET /projects/{project_id}/groups/{group_id}/roles\n");
}

TEST_CASE(
    "what only the answers ask for is named without a number, and what they may ask more of is marked") {
  const auto asked = [](const rules& said) {
    std::string out;
    for (const live::expected_reads& e : live::estimate(said.policy())) {
      if (e.may_grow) out += std::to_string(e.calls) + " " + e.route + "\n";
    }
    return out;
  };
  CHECK(asked(rules().group("G", {"reader"})) == "");
  CHECK(asked(rules().role("R", {"a"})) == "0 GET /organization/admin_api_keys\n");
  CHECK(asked(rules().group("G").group_in("P", "G", {"viewer"})) ==
        "0 GET /organization/projects/{project_id}/groups\n");
  const std::string all = asked(rules(all_authoritative).group("G", {"reader"}));
  CHECK(all.find("1 GET /organization/groups/{group_id}/roles\n") != std::string::npos);
  CHECK(all.find("0 GET /organization/admin_api_keys\n") != std::string::npos);
  CHECK(all.find("GET /organization/users\n") != std::string::npos);
}

TEST_CASE("an organization to be confirmed takes a stage of its own") {
  CHECK(estimated(rules().organization("org-1").group("G")) == "1 1 GET /organization/roles\n"
                                                               "2 >= 1 GET /organization/groups\n");
}

TEST_CASE("an estimate is never more than what is read, and exactly it where it says so") {
  std::size_t judged = 0;
  for_each_case(9000, [&](random_case c) {
    const bool people = c.seed % 4 == 0;
    if (!people) c.policy = without_people(c.policy);
    if (!all_there(c)) return;
    const reading r = read_for(c.policy, c.live);
    const plan::plan p = plan_of(c.policy, r.live);
    if (!p.blocked.empty()) return; // a list with a blocked line is not looked at as a whole
    const bool exact = asks_for_no_more(p) && (!people || c.lists == user_lists::sources);
    judged += exact ? 1 : 0;
    std::map<std::string, std::pair<std::size_t, bool>> expected; // calls, at least; by route
    for (const live::expected_reads& e : live::estimate(c.policy)) {
      if (e.why.starts_with("users by e-mail")) continue; // other lists may show everybody
      expected[e.route].first += e.calls;
      expected[e.route].second |= e.at_least;
    }
    for (int k = 0; k <= static_cast<int>(model::list_kind::project_user_roles); ++k) {
      const auto kind = static_cast<model::list_kind>(k);
      if (kind == model::list_kind::users_by_email) continue;
      const auto [calls, at_least] = expected[model::route(kind)];
      INFO(model::route(kind));
      if (at_least || !exact)
        REQUIRE(r.calls(kind) >= calls);
      else
        REQUIRE(r.calls(kind) == calls);
    }
  });
  CHECK(judged > 10);
}

TEST_SUITE_END();
