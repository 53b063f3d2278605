// Owners of the organization, and who applies a plan: nobody is left without them.

#include "planner/standing.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/random_case.hpp"
#include "support/simulation.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace rolecall;
using namespace rolecall::test;

namespace {

/// Three owners: ada and bob themselves, cy through a group that dan is in too.
world owners() {
  world out;
  for (const char* user : {"ada", "bob", "cy", "dan", "eve"}) out.user(user);
  return out.user_grant("ada", "owner")
      .user_grant("bob", "owner")
      .group("Admins")
      .grant("Admins", "owner")
      .member("Admins", "cy");
}

/// Keeps ada and bob as owners, and the group with cy.
rules keeping(const names& ada, const names& bob, const names& members, const names& group = {"owner"}) {
  return rules(all_authoritative)
      .group("Admins", group)
      .members("Admins", members)
      .user("ada@example.com", ada)
      .user("bob@example.com", bob);
}

planner::options least(std::size_t owners) {
  planner::options out;
  out.min_owners = owners;
  return out;
}

planner::options applied_by(const std::string& user, const std::string& lifted = {}) {
  planner::options out;
  out.caller = user;
  out.min_owners = 0;
  if (!lifted.empty()) out.lock_out = {lifted};
  return out;
}

std::string guarded(const rules& said, const world& live, const planner::options& choice = {}) {
  return guards(plan_of(said.policy(), live.live(), choice));
}

const names owner{"owner"};
const names nothing{};
const names cy{"cy@example.com"};

} // namespace

TEST_SUITE_BEGIN("planner");

TEST_CASE("two owners must be left, whether they are owners themselves or through a group") {
  CHECK(guarded(keeping(owner, owner, cy), owners()) == "");
  CHECK(guarded(keeping(nothing, owner, cy), owners()) == ""); // bob and cy
  CHECK(guarded(keeping(nothing, nothing, cy), owners()) ==
        "min-owners: 1 owner of the organization would be left of 3; the least is 2 [--min-owners 1]\n");
  CHECK(guarded(keeping(nothing, owner, {}), owners()) ==
        "min-owners: 1 owner of the organization would be left of 3; the least is 2 [--min-owners 1]\n");
  CHECK(guarded(keeping(nothing, owner, cy, {}), owners()) ==
        "min-owners: 1 owner of the organization would be left of 3; the least is 2 [--min-owners 1]\n");
  CHECK(guarded(keeping(nothing, nothing, {}), owners()) ==
        "min-owners: 0 owners of the organization would be left of 3; the least is 2 [--min-owners 0]\n");
}

TEST_CASE("a person who is an owner in two ways counts once, and stays one while one of them stays") {
  const world twice = owners().member("Admins", "ada");
  CHECK(guarded(keeping(nothing, nothing, {"ada@example.com", "cy@example.com"}), twice) == ""); // ada, cy
  CHECK(guarded(keeping(owner, nothing, {"ada@example.com"}), twice) ==
        "min-owners: 1 owner of the organization would be left of 3; the least is 2 [--min-owners 1]\n");
}

TEST_CASE("a deleted group takes its owners with it") {
  const rules said =
      rules(all_authoritative).no_groups().user("ada@example.com", nothing).user("bob@example.com", owner);
  CHECK(guarded(said, owners()).find("min-owners: 1 owner of the organization would be left of 3") !=
        std::string::npos);
}

TEST_CASE("who comes early counts, who comes only after others have gone does not") {
  const world two = world()
                        .user("ada")
                        .user("bob")
                        .user("cy")
                        .user_grant("ada", "owner")
                        .user_grant("bob", "owner")
                        .group("Admins");
  const auto said = [](const names& members, const names& group) {
    return rules(all_authoritative)
        .group("Admins", group)
        .members("Admins", members)
        .user("ada@example.com", {})
        .user("bob@example.com", owner);
  };
  CHECK(guarded(said(cy, owner), two) == ""); // bob, and cy before ada goes
  // The group loses dan, so that it gets the role only after that.
  const world late = world(two).user("dan").member("Admins", "dan");
  CHECK(guarded(said(cy, owner), late) == "min-owners: 1 owner of the organization would be left of 2; the "
                                          "least is 2. In the end there would be 2, "
                                          "but some only after others have gone [--min-owners 1]\n");
}

TEST_CASE("a plan that lowers no number of owners is not judged, however few there are") {
  const world one =
      world().role("R", {"a"}).user("ada").user("bob").user_grant("ada", "owner").user_grant("bob", "R");
  const rules said = rules(all_authoritative)
                         .role("R", {"a"})
                         .user("ada@example.com", owner)
                         .user("bob@example.com", nothing);
  CHECK(guarded(said, one) == "");
  CHECK(guarded(said, one, least(5)) == "");
}

TEST_CASE("the policy or a flag says another number, and the flag counts more") {
  model::policy said = keeping(nothing, owner, cy).policy();
  said.guards.min_owners = 3;
  const auto of = [&](const planner::options& choice) { return plan_of(said, owners().live(), choice); };
  CHECK(guards(of({})) ==
        "min-owners: 2 owners of the organization would be left of 3; the least is 3 [--min-owners 2]\n");
  CHECK(guards(of(least(2))) == "");
  CHECK(lifted(of(least(2))) == "min-owners: 2 owners of the organization would be left of 3; the least is "
                                "3; allowed by --min-owners 2\n");
  CHECK(guarded(keeping(nothing, owner, cy), owners(), least(3)) ==
        "min-owners: 2 owners of the organization would be left of 3; the least is 3 [--min-owners 2]\n");
}

TEST_CASE("who applies a plan does not end his own rights by it, unless he is named") {
  const std::string refused =
      "lock-out: this admin key belongs to \"ada@example.com\", who would no longer be able to "
      "administer the organization [--lock-out 'ada@example.com']\n";
  CHECK(guarded(keeping(nothing, owner, cy), owners(), applied_by("user_ada")) == refused);
  CHECK(guarded(keeping(nothing, owner, cy), owners(), applied_by("user_bob")) == "");
  CHECK(guarded(keeping(nothing, owner, cy), owners(), applied_by("")) == "");
  CHECK(guarded(keeping(nothing, owner, cy), owners(), applied_by("user_ada", "user_ada")) == "");
  CHECK(guarded(keeping(nothing, owner, cy), owners(), applied_by("user_ada", "ada@example.com")) == "");
  CHECK(guarded(keeping(nothing, owner, cy), owners(), applied_by("user_ada", "bob@example.com")) == refused);
  CHECK(guarded(keeping(owner, owner, {}), owners(), applied_by("user_cy")).starts_with("lock-out: "));
}

TEST_CASE("rights are also a role that may manage the organization, and its permission") {
  const world live = world()
                         .role("Manager", {"api.management.read", "api.management.write"})
                         .user("ada")
                         .user_grant("ada", "Manager");
  const auto said = [](const names& allowed, const names& ada) {
    return rules(all_authoritative).role("Manager", allowed).user("ada@example.com", ada);
  };
  CHECK(guarded(said({"api.management.write"}, {"Manager"}), live, applied_by("user_ada")) == "");
  CHECK(guarded(said({"x"}, {"Manager"}), live, applied_by("user_ada")).starts_with("lock-out: "));
  CHECK(guarded(said({"api.management.write"}, {}), live, applied_by("user_ada")).starts_with("lock-out: "));
}

TEST_CASE(
    "who may still read the organization, and change nothing there, is locked out; a reader was before") {
  const auto live = [](const names& allowed) {
    return world().role("Manager", allowed).user("ada").user_grant("ada", "Manager");
  };
  const auto said = [](const names& allowed) {
    return rules(all_authoritative).role("Manager", allowed).user("ada@example.com", {"Manager"});
  };
  const names all{"api.management.read", "api.management.write"};
  const names reads{"api.management.read"};
  CHECK(guarded(said(reads), live(all), applied_by("user_ada")).starts_with("lock-out: "));
  CHECK(plan_of(said(reads).policy(), live(all).live()).ends_rights_of.size() == 1);
  CHECK(guarded(said({"x"}), live(reads), applied_by("user_ada")) == "");
  CHECK(plan_of(said({"x"}).policy(), live(reads).live()).ends_rights_of.empty());
}

TEST_CASE("what ends the rights of who applies a plan goes last, and waits for all the rest") {
  const rules said =
      keeping(nothing, owner, {"cy@example.com", "dan@example.com"}).user("eve@example.com", {"owner"});
  const plan::plan p = plan_of(said.policy(), owners().live(), applied_by("user_ada", "user_ada"));
  REQUIRE(p.operations.size() == 3);
  const plan::operation& last = p.operations.back();
  CHECK(last.at.text() == "user[\"ada@example.com\"].grant[\"owner\"]");
  CHECK(last.stage == plan::stage::own_rights);
  CHECK(last.after.size() == 2);
  const plan::plan usual = plan_of(said.policy(), owners().live());
  CHECK(usual.operations.size() == 3);
  CHECK(std::ranges::none_of(usual.operations,
                             [](const plan::operation& op) { return op.stage == plan::stage::own_rights; }));
}

TEST_CASE("a plan with any caller is as safe in every order: nothing waits for what comes later") {
  std::size_t moved = 0;
  for_each_case(400, [&](const random_case& c) {
    for (const model::live_user& user : c.live.users) {
      const plan::plan p = plan_of(c.policy, c.live, applied_by(user.id, user.id));
      for (std::size_t i = 0; i < p.operations.size(); ++i) {
        for (const plan::dependency& d : p.operations[i].after) CHECK(d.on < i);
        moved += p.operations[i].stage == plan::stage::own_rights ? 1 : 0;
        if (p.operations[i].stage == plan::stage::own_rights) CHECK(i + 1 == p.operations.size());
      }
      CHECK(apply_to_model(p, c.live, c.lists).grants ==
            apply_to_model(plan_of(c.policy, c.live), c.live, c.lists).grants);
    }
  });
  CHECK(moved > 0);
}

TEST_CASE("fewer owners than the guard counted are never left, whatever the order") {
  for_each_case(300, [](const random_case& c) {
    const plan::plan p = plan_of(c.policy, c.live);
    const planner::standing all = planner::owners_in(p, c.live);
    const model::organization after = apply_to_model(p, c.live, c.lists);
    for (const std::string& who : all.worst) {
      if (std::ranges::count(c.live.users, who, &model::live_user::id) == 0) continue;
      CHECK(is_owner_in(after, who));
    }
  });
}

TEST_CASE("a flag that names nobody whose rights end is warned of, with who was probably meant") {
  const auto warned = [](const std::string& named) {
    std::vector<std::string> out =
        plan_of(keeping(nothing, owner, cy).policy(), owners().live(), applied_by("user_bob", named))
            .warnings;
    std::erase_if(out, [](const std::string& w) { return !w.starts_with("--lock-out"); });
    return out;
  };
  CHECK(warned("ada@example.com").empty());
  CHECK(warned("user_ada").empty());
  CHECK(warned("ada@exmaple.com") ==
        std::vector<std::string>{"--lock-out 'ada@exmaple.com' names nobody who would no longer be able to "
                                 "administer the organization; did you mean 'ada@example.com'?"});
}

TEST_SUITE_END();
