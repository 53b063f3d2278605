// `protect`: no deletion, rename, lost permission, member or grant of what it names.

#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

using namespace rolecall;
using namespace rolecall::test;

namespace {

struct protecting {
  names roles;
  names groups;
  names projects;
  names users;
};

std::vector<model::written> written(const names& all) {
  std::vector<model::written> out;
  for (const std::string& name : all) out.push_back({name, {}});
  return out;
}

model::policy with(const rules& said, const protecting& what) {
  model::policy out = said.policy();
  out.guards.protect = {written(what.roles), written(what.groups), written(what.projects),
                        written(what.users)};
  return out;
}

planner::options unprotecting(const std::string& address = {}) {
  planner::options out;
  if (!address.empty()) out.unprotect = {address};
  return out;
}

std::string guarded(const rules& said, const protecting& what, const world& live,
                    const std::string& unprotected = {}) {
  return guards(plan_of(with(said, what), live.live(), unprotecting(unprotected)));
}

world start() {
  return world()
      .role("R", {"a", "b"})
      .role("S", {"c"})
      .user("ada")
      .user("bob")
      .group("G")
      .group("H")
      .member("G", "ada")
      .member("G", "bob")
      .grant("G", "R")
      .project("P")
      .grant_in("P", "G", "viewer")
      .user_grant("bob", "S");
}

/// Everything as it is.
rules same() {
  return rules(all_authoritative)
      .role("R", {"a", "b"})
      .role("S", {"c"})
      .group("G", {"R"})
      .group("H", {})
      .members("G", {"ada@example.com", "bob@example.com"})
      .user("bob@example.com", {"S"})
      .group_in("P", "G", {"viewer"});
}

} // namespace

TEST_SUITE_BEGIN("planner");

TEST_CASE("what changes nothing, or only adds, is let through") {
  const protecting all{{"R", "S"}, {"G", "H"}, {"P"}, {"ada@example.com", "bob@example.com"}};
  CHECK(guarded(same(), all, start()) == "");
  CHECK(guarded(same().role_in("P", "K", {"x"}), all, start()) == "");
  CHECK(guarded(same().group("Another", {"R"}), all, start()) == "");
}

TEST_CASE("a protected role loses no permission, no holder, not its name and not itself") {
  const protecting r{{"R"}, {}, {}, {}};
  CHECK(guarded(rules(all_authoritative).role("S", {"c"}).role("R", {"a"}), r, start()) ==
        R"(protect: role["R"] is protected: role["R"] would go [--unprotect 'role["R"]'])"
        "\n");
  CHECK(guarded(rules(all_authoritative).role("S", {"c"}).role("R", {"a"}), r, start(), R"(role["R"])") ==
        "");
  CHECK(guarded(rules(all_authoritative).role("S", {"c"}).role("R", {"a"}), r, start(), R"(role["S"])") !=
        "");
  CHECK(guarded(rules(all_authoritative).group("G", {}), r, start()) ==
        R"(protect: role["R"] is protected: group["G"].grant["R"] would go [--unprotect 'role["R"]'])"
        "\n");
  CHECK(guarded(rules(all_authoritative).role("S", {"c"}).role("New", {"a", "b"}).role_was("", "New", "R"), r,
                start()) ==
        R"(protect: role["R"] is protected: it would become role["New"] [--unprotect 'role["R"]'])"
        "\n");
  CHECK(guarded(rules(all_authoritative).role("S", {"c"}).group("G", {}), r, start())
            .find(R"(role["R"] is protected: group["G"].grant["R"] would go, role["R"] would go)") !=
        std::string::npos);
}

TEST_CASE("a protected group loses no member, no role in any scope, and nothing of what its roles allow") {
  const protecting g{{}, {"G"}, {}, {}};
  CHECK(
      guarded(rules(all_authoritative).group("G").members("G", {"ada@example.com"}), g, start()) ==
      R"(protect: group["G"] is protected: group["G"].member["bob@example.com"] would go [--unprotect 'group["G"]'])"
      "\n");
  CHECK(guarded(rules(all_authoritative).no_groups_in("P"), g, start())
            .find("project[\"P\"].group[\"G\"].grant[\"viewer\"] would go") != std::string::npos);
  CHECK(guarded(rules(all_authoritative).role("S", {"c"}).role("R", {"a"}).group("G", {"R"}), g, start()) ==
        R"(protect: group["G"] is protected: it would lose b [--unprotect 'group["G"]'])"
        "\n");
  CHECK(guarded(rules(all_authoritative).group("New", {"R"}).group_was("New", "G"), g, start())
            .find("it would become group[\"New\"]") != std::string::npos);
  CHECK(guarded(rules(all_authoritative).no_groups(), g, start())
            .find(R"(protect: group["G"] is protected: group["G"] would go)") != std::string::npos);
}

TEST_CASE("a protected user loses no place in a group, no role, and no permission by either") {
  for (const char* named : {"bob@example.com", "user_bob"}) {
    const protecting bob{{}, {}, {}, {named}};
    CHECK(
        guarded(rules(all_authoritative).group("G").members("G", {"ada@example.com"}), bob, start())
            .find(R"(user["bob@example.com"] is protected: group["G"].member["bob@example.com"] would go)") !=
        std::string::npos);
    CHECK(
        guarded(rules(all_authoritative).user("bob@example.com", {}), bob, start())
            .find(
                R"(user["bob@example.com"] is protected: it would lose c, user["bob@example.com"].grant["S"] would go)") !=
        std::string::npos);
    CHECK(guarded(rules(all_authoritative).role("S", {"c"}).role("R", {"a"}).group("G", {"R"}), bob, start())
              .find("it would lose b") != std::string::npos);
    CHECK(guarded(rules(all_authoritative).no_groups(), bob, start())
              .find(R"(user["bob@example.com"] is protected)") != std::string::npos);
    CHECK(guarded(rules(all_authoritative).group("G").members("G", {"bob@example.com"}), bob, start()) == "");
  }
}

TEST_CASE("in a protected project nothing is lost") {
  const protecting p{{}, {}, {"P"}, {}};
  CHECK(guarded(rules(all_authoritative).no_groups_in("P"), p, start())
            .starts_with(R"(protect: project["P"] is protected: project["P"].group["G"])"));
  CHECK(guarded(rules(all_authoritative).no_groups(), p, start())
            .find(R"(project["P"] is protected: project["P"].group["G"].grant["viewer"] would go)") !=
        std::string::npos);
  CHECK(guarded(rules(all_authoritative).group("G", {}), p, start()) == "");
}

TEST_CASE("what was lifted is remembered in the plan, with the flag") {
  const plan::plan p =
      plan_of(with(rules(all_authoritative).role("S", {"c"}).role("R", {"a"}), {{"R"}, {}, {}, {}}),
              start().live(), unprotecting(R"(role["R"])"));
  CHECK(p.applyable());
  CHECK(lifted(p) ==
        R"(protect: role["R"] is protected: role["R"] would go; allowed by --unprotect 'role["R"]')"
        "\n");
}

TEST_CASE("a flag that unprotects what loses nothing is warned of, with what was probably meant") {
  const model::policy said =
      with(rules(all_authoritative).role("S", {"c"}).role("R", {"a"}), {{"R"}, {}, {}, {}});
  CHECK(plan_of(said, start().live(), unprotecting(R"(role["R"])")).warnings.empty());
  CHECK(plan_of(said, start().live(), unprotecting(R"(role["r"])")).warnings ==
        std::vector<std::string>{
            R"(--unprotect 'role["r"]' names nothing protected that this plan takes something from; )"
            R"(did you mean 'role["R"]'?)"});
  CHECK(plan_of(same().policy(), start().live(), unprotecting(R"(role["R"])")).warnings ==
        std::vector<std::string>{
            R"(--unprotect 'role["R"]' names nothing protected that this plan takes something from)"});
}

TEST_CASE("a protected name that nothing bears is warned of") {
  const plan::plan p = plan_of(with(same(), {{"T"}, {"Admin"}, {"Q"}, {"eve@example.com"}}), start().live());
  CHECK(p.warnings ==
        std::vector<std::string>{
            "guards.protect names role \"T\", which is not there: it protects nothing",
            "guards.protect names group \"Admin\", which is not there: it protects nothing",
            "guards.protect names project \"Q\", which is not there: it protects nothing",
            "guards.protect names user \"eve@example.com\", which is not there: it protects nothing"});
}

TEST_CASE("an emptied policy meets the guards") {
  world live = start();
  for (const char* name : {"I", "J", "K", "L"}) live.group(name);
  const std::string said = guarded(rules(all_authoritative).no_roles().no_groups().no_users(), {}, live);
  CHECK(said.find("max-removals: 6 groups would be removed") != std::string::npos);
}

TEST_SUITE_END();
