// A policy's names in a live organization: what they find, what they make, what is refused or blocked.

#include "policy/idle_globs.hpp"
#include "policy/resolve.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace rolecall;
using namespace rolecall::test;

namespace {

std::string blocked_of(const model::desired& want) {
  std::vector<std::string> lines;
  for (const model::unmet_line& line : want.blocked) lines.push_back(line.at.text());
  return text(lines);
}

std::string grants_of(const model::desired& want) {
  std::vector<std::string> lines;
  for (const model::wanted_grant& g : want.grants) lines.push_back(want.grant_address(g.what).text());
  std::ranges::sort(lines);
  return text(lines);
}

std::string roles_of(const model::desired& want) {
  std::vector<std::string> lines;
  for (const model::wanted_role& r : want.roles) lines.push_back(want.role_address(r.at, r.key).text());
  std::ranges::sort(lines);
  return text(lines);
}

bool starts(const std::string& problems, const std::string& rule_and_line) {
  return problems.starts_with(rule_and_line + ": ");
}

} // namespace

TEST_SUITE_BEGIN("policy");

TEST_CASE("a policy of another organization is refused, and one whose organization cannot be told") {
  const model::organization live = world().live();
  CHECK(problems(want_of(rules().organization("org-1").policy(), live)) == "");
  CHECK(starts(problems(want_of(rules().organization("org-2").policy(), live)), "RC102 1"));
  model::organization unknown = live;
  unknown.id.reset();
  CHECK(starts(problems(want_of(rules().organization("org-1").policy(), unknown)), "RC102 1"));
  CHECK(problems(want_of(rules().policy(), unknown)) == "");                  // no organization asked for
  CHECK(problems(want_of(rules().organization("org-1").policy(), {})) == ""); // nothing read yet
}

TEST_CASE("a role is found by its exact name among the custom roles of its scope") {
  const model::organization live =
      world().role("Steward", {"a"}).project("P").project_role("P", "Keys", {"a"}).live();
  const model::desired want =
      want_of(rules().role("Steward", {"a"}).role("steward", {"a"}).role("Keys", {"a"}).policy(), live);
  REQUIRE(want.roles.size() == 3);
  CHECK(std::ranges::count_if(want.roles, [&](const model::wanted_role& r) {
          return live.role("role_" + r.name) != nullptr && r.name == "Steward";
        }) == 1);
  CHECK(roles_of(want) == text({R"(role["Keys"])", R"(role["Steward"])", R"(role["steward"])"}));
}

TEST_CASE("two live things of a name that the policy uses are refused, of another name they are not") {
  const model::organization live = world()
                                       .role("R", {}, "role_1")
                                       .role("R", {}, "role_2")
                                       .group("G", model::group_owner::organization, "group_1")
                                       .group("G", model::group_owner::organization, "group_2")
                                       .project("P", "proj_1")
                                       .project("P", "proj_2")
                                       .live();
  CHECK(starts(problems(want_of(rules().role("R", {"a"}).policy(), live)), "RC100 1"));
  CHECK(starts(problems(want_of(rules().group("G").policy(), live)), "RC100 1"));
  CHECK(starts(problems(want_of(rules().project("P").policy(), live)), "RC100 1"));
  CHECK(problems(want_of(rules().role("S", {"a"}).group("H").policy(), live)) == "");
  CHECK(problems(want_of(rules().project("P").pin("P", "proj_2").policy(), live)) == "");
}

TEST_CASE("what shares its name with another live thing is addressed with its id") {
  const model::organization live = world()
                                       .group("G", model::group_owner::organization, "group_1")
                                       .group("G", model::group_owner::organization, "group_2")
                                       .live();
  CHECK(kept(plan_of(rules().no_groups().policy(), live)) ==
        text({R"(additive group["G"#group_1])", R"(additive group["G"#group_2])"}));
}

TEST_CASE("a pinned project must have the name that is its key or stands beside the id") {
  const model::organization live = world().project("Shop").live();
  CHECK(problems(want_of(rules().pin("Shop", "proj_Shop").policy(), live)) == "");
  CHECK(problems(want_of(rules().pin("Key", "proj_Shop", "Shop").policy(), live)) == "");
  CHECK(starts(problems(want_of(rules().pin("Key", "proj_Shop").policy(), live)), "RC101 2"));
  CHECK(starts(problems(want_of(rules().pin("Shop", "proj_Shop", "Store").policy(), live)), "RC101 2"));
  CHECK(blocked_of(want_of(rules().pin("Shop", "proj_none").policy(), live)) == text({R"(project["Shop"])"}));
}

TEST_CASE("two entries for one live project are refused") {
  const model::organization live = world().project("Shop").live();
  const model::policy twice = rules().project("Shop").pin("Other", "proj_Shop", "Shop").policy();
  CHECK(starts(problems(want_of(twice, live)), "RC103 1"));
}

TEST_CASE("a project that is not there or archived is blocked, with all that it says") {
  const model::organization live = world().group("G").archived("Old").live();
  const model::desired want = want_of(rules(all_authoritative)
                                          .group("G")
                                          .group_in("Old", "G", {"viewer"})
                                          .group_in("None", "G", {"viewer"})
                                          .policy(),
                                      live);
  CHECK(blocked_of(want) == text({R"(project["None"])", R"(project["Old"])"}));
  CHECK(want.projects.empty());
  CHECK(want.grants.empty());
}

TEST_CASE("an archived project does not make the name of an active one ambiguous") {
  model::organization live = world().project("Shop").live();
  live.projects.push_back({"proj_older", "Shop", true});
  mark_all_read(live);
  live.sort();
  const model::desired want = want_of(rules().project("Shop").policy(), live);
  CHECK(problems(want) == "");
  REQUIRE(want.projects.size() == 1);
  CHECK(want.projects.front().id == "proj_Shop");
}

TEST_CASE("a role in a grant is a predefined one first, then the project's own, then the shared one") {
  const model::organization live = world().group("G").project("P").live();
  const model::policy policy = rules()
                                   .group("G")
                                   .shared_role("Keys", {"shared"})
                                   .shared_role("Own", {"shared"})
                                   .role_in("P", "Own", {"own"})
                                   .group_in("P", "G", {"Keys", "Own", "member"})
                                   .policy();
  const model::desired want = want_of(policy, live);
  CHECK(grants_of(want) ==
        text({R"(project["P"].group["G"].grant["Keys"])", R"(project["P"].group["G"].grant["Own"])",
              R"(project["P"].group["G"].grant["member"])"}));
  for (const model::wanted_role& role : want.roles)
    CHECK(role.permissions.front() == (role.name == "Own" ? "own" : "shared"));
}

TEST_CASE("a plain name means the predefined role, even beside a custom role of that name") {
  const model::organization live = world().role("owner", {"none"}, "role_custom").group("G").live();
  const model::desired want = want_of(rules().group("G", {"owner"}).policy(), live);
  model::symbols names;
  const plan::plan p = plan_of(rules().group("G", {"owner"}).policy(), live);
  REQUIRE(p.operations.size() == 1);
  CHECK(std::get<plan::assign_role>(p.operations[0].what).role.id == world::role_id("", "owner"));
  CHECK(want.grants.size() == 1);
}

TEST_CASE("another predefined role is granted where create: false declares it") {
  const model::organization live = world().predefined("Billing", {"bills"}).group("G").live();
  const model::desired want = want_of(rules().foreign_role("Billing").group("G", {"Billing"}).policy(), live);
  CHECK(blocked_of(want) == "");
  CHECK(grants_of(want) == text({R"(group["G"].grant["Billing"])"}));
}

TEST_CASE("a shared role is wanted in a project that grants it or takes it with {}, and in no other") {
  const model::organization live = world().group("G").project("P").project("Q").project("R").live();
  const model::policy policy = rules()
                                   .group("G")
                                   .shared_role("Keys", {"a"})
                                   .group_in("P", "G", {"Keys"})
                                   .shared_role_in("Q", "Keys")
                                   .group_in("R", "G", {"viewer"})
                                   .policy();
  CHECK(roles_of(want_of(policy, live)) ==
        text({R"(project["P"].role["Keys"])", R"(project["Q"].role["Keys"])"}));
}

TEST_CASE("what create: false says must be there, else the lines that name it are blocked and nothing else") {
  const model::organization live = world().group("G").group("H").project("P").live();
  const model::policy policy = rules()
                                   .foreign_role("Theirs")
                                   .group("G", {"Theirs", "reader"})
                                   .foreign_group("Gone")
                                   .foreign_role_in("P", "Keys")
                                   .group_in("P", "G", {"Keys", "viewer"})
                                   .group_in("P", "Gone", {"viewer"})
                                   .policy();
  const model::desired want = want_of(policy, live);
  CHECK(blocked_of(want) ==
        text({R"(group["G"].grant["Theirs"])", R"(group["Gone"])", R"(project["P"].group["G"].grant["Keys"])",
              R"(project["P"].group["Gone"])", R"(project["P"].role["Keys"])", R"(role["Theirs"])"}));
  CHECK(grants_of(want) ==
        text({R"(group["G"].grant["reader"])", R"(project["P"].group["G"].grant["viewer"])"}));
}

TEST_CASE("what create: false finds is never compared") {
  const model::organization live = world().role("Theirs", {"a"}).group("G").live();
  CHECK(operations(plan_of(rules(all_authoritative).foreign_role("Theirs").foreign_group("G").policy(),
                           live)) == "");
}

TEST_CASE("a new role and a new group of one name are two things") {
  const plan::plan p = plan_of(rules().role("Keys", {"a"}).group("Keys", {"Keys"}).policy(), world().live());
  CHECK(operations(p) ==
        text({R"(create group["Keys"])", R"(create role["Keys"])", R"(assign group["Keys"].grant["Keys"])"}));
  CHECK(waits(p, R"(group["Keys"].grant["Keys"])") ==
        text({R"(uses: create group["Keys"])", R"(uses: create role["Keys"])"}));
}

TEST_CASE("what is left to another policy cannot be declared, unless by create: false") {
  const model::organization live = world().role("x-R", {"a"}).group("x-G").project("x-P").live();
  const auto except_all = [] {
    return rules(all_authoritative).except_roles("x-*").except_groups("x-*").except_projects("x-*");
  };
  CHECK(starts(problems(want_of(except_all().role("x-R", {"a"}).policy(), live)), "RC089 4"));
  CHECK(starts(problems(want_of(except_all().group("x-G").policy(), live)), "RC089 4"));
  CHECK(starts(problems(want_of(except_all().project("x-P").policy(), live)), "RC089 4"));
  CHECK(problems(want_of(except_all().foreign_role("x-R").foreign_group("x-G", {"x-R"}).policy(), live)) ==
        "");
}

TEST_CASE("two entries of one list that mean the same user are refused at the later one, naming both") {
  const model::organization live = world().user("ada").project("P").live();
  const model::desired twice =
      want_of(rules().user("ada@example.com").user("user_ada", {"owner"}).policy(), live);
  CHECK(starts(problems(twice), "RC108 2"));
  REQUIRE(twice.problems.front().also.size() == 1);
  CHECK(twice.problems.front().also.front().at.begin.line == 1);
  const model::policy in_project =
      rules().user_in("P", "user_ada", {"member"}).user_in("P", "ada@example.com", {"member"}).policy();
  CHECK(problems(want_of(in_project, live)).find("RC108") == 0);
}

TEST_CASE("one user in two lists is no mistake") {
  const model::policy policy = rules()
                                   .user("ada@example.com")
                                   .user_in("P", "user_ada", {"member"})
                                   .matching({"P"})
                                   .user_there("ada@example.com", {"viewer"})
                                   .policy();
  CHECK(problems(want_of(policy, world().user("ada").project("P").live())) == "");
}

TEST_CASE(
    "old names of two live roles of a project are refused naming the project, with a way out that exists") {
  const model::organization live =
      world().group("G").project("P").project_role("P", "A", {"a"}).project_role("P", "B", {"a"}).live();
  const model::policy policy = rules()
                                   .group("G")
                                   .shared_role("New", {"a"})
                                   .shared_role_was("New", "A")
                                   .shared_role_was("New", "B")
                                   .group_in("P", "G", {"New"})
                                   .policy();
  const model::desired want = want_of(policy, live);
  CHECK(problems(want).find("2 live roles of project \"P\" have old names") != std::string::npos);
  REQUIRE(want.problems.size() == 1);
  CHECK(want.problems.front().hint.ends_with("pin it with \"id\" under \"roles\" of that project"));
}

TEST_CASE("an invitation says what waits for its acceptance") {
  const auto waits_for = [](const rules& said, const model::organization& live) {
    std::vector<std::string> lines;
    for (const model::unmet_line& line : want_of(said.policy(), live).waiting)
      lines.push_back(line.at.text() + ": " + line.reason);
    return text(lines);
  };
  const std::string line =
      "user[\"joan@example.com\"]: \"joan@example.com\" must accept the invitation first";
  const model::organization pending = world().role("R", {"a"}).invite("joan").live();
  const rules joan = rules().foreign_role("R").invited("joan@example.com", {"owner", "R", "reader"});
  CHECK(waits_for(joan, pending) == text({line + "; then: \"owner\", \"R\""}));
  CHECK(waits_for(rules().invited("joan@example.com"), pending) == text({line}));
  const model::organization nobody = world().role("R", {"a"}).live();
  CHECK(waits_for(joan, nobody) == text({line + "; then: \"owner\", \"R\""}));
  CHECK(waits_for(rules().invited("joan@example.com", {"reader"}), nobody) == "");
}

TEST_CASE("globs that cover nothing are told from those that cover an entry, a fact or a live thing") {
  const model::organization live =
      world().group("G").group("H").user("bob").member("H", "bob").project("P").live();
  const model::policy policy =
      rules().foreign_group("G", {"owner"}).foreign_group("H").group_in("P", "G", {"viewer"}).policy();
  const std::vector<std::string> covering = {R"(group["G"].grant["owner"])", R"(project["P"])",
                                             R"(project["P"].group["G"].grant[*)", R"(group["H"].member[*)",
                                             R"(user["bob@*)"};
  std::vector<std::string> globs = covering;
  globs.emplace_back("G");
  globs.emplace_back(R"(group["g"])");
  model::symbols names;
  const model::desired want = policy::resolve(policy, live, names, model::selection(globs));
  CHECK(policy::idle_globs(policy, want, live, names, globs) ==
        std::vector<std::string>{"G", R"(group["g"])"});
}

TEST_CASE("the id of nobody blocks the lines that name it") {
  model::organization live = world().group("G").user("ada").project("P").live();
  const model::policy policy = rules()
                                   .group("G")
                                   .members("G", {"user-ghost", "svc_acct_1"})
                                   .user("user-ghost", {"owner"})
                                   .user_in("P", "user-ghost", {"member"})
                                   .policy();
  const std::string all_lines = text(
      {R"(group["G"].member["user-ghost"])", R"(project["P"].user["user-ghost"])", R"(user["user-ghost"])"});
  CHECK(blocked_of(want_of(policy, live)) == all_lines);
  live.read.erase({model::list_kind::users, {}, {}});
  CHECK(blocked_of(want_of(policy, live)) == "");
  live.unheard_of.insert("user-ghost");
  CHECK(blocked_of(want_of(policy, live)) == all_lines);
}

TEST_CASE("a service account that the list of users does not show is trusted until its role list denies it") {
  model::organization live = world().live();
  const model::policy policy = rules().user("svc_acct_1", {"owner"}).policy();
  CHECK(blocked_of(want_of(policy, live)) == "");
  live.unheard_of.insert("svc_acct_1");
  CHECK(blocked_of(want_of(policy, live)) == text({R"(user["svc_acct_1"])"}));
}

TEST_CASE("who is named by id has the id in his addresses, who is named by e-mail the e-mail") {
  const model::organization live = world().role("R", {"a"}).user("ada").user("bob").live();
  const model::policy policy =
      rules().foreign_role("R").user("user_ada", {"R"}).user("bob@example.com", {"R"}).policy();
  CHECK(grants_of(want_of(policy, live)) ==
        text({R"(user["bob@example.com"].grant["R"])", R"(user["user_ada"].grant["R"])"}));
}

TEST_CASE("what is left to another policy is not renamed either") {
  const model::organization live = world().role("x-R", {"a"}).group("x-G").live();
  const auto except_all = [] { return rules(all_authoritative).except_roles("x-*").except_groups("x-*"); };
  CHECK(starts(problems(want_of(except_all().role("R", {"a"}).role_was("", "R", "x-R").policy(), live)),
               "RC089 3"));
  CHECK(starts(problems(want_of(except_all().group("G").group_was("G", "x-G").policy(), live)), "RC089 3"));
  CHECK(problems(want_of(except_all().role("R", {"a"}).role_was("", "R", "x-None").policy(), live)) == "");
}

TEST_CASE("a shared role that is left to another policy is refused once, however many projects want it") {
  const model::organization live = world().group("G").project("P").project("Q").live();
  const model::policy policy = rules()
                                   .except_roles("x-*")
                                   .group("G")
                                   .shared_role("x-R", {"a"})
                                   .group_in("P", "G", {"x-R"})
                                   .group_in("Q", "G", {"x-R"})
                                   .policy();
  CHECK(want_of(policy, live).problems.size() == 1);
}

TEST_SUITE_END();
