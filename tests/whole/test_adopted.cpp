#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

// Things that a plan makes and finds made already, by somebody else perhaps: with them goes who is in them.

using namespace rolecall;
using plan::outcome;
using testing::policy_of;
using testing::world;

namespace {

const std::string state = R"({"organization": {"id": "org-1"},
  "users": [{"id": "user-ada", "email": "ada@example.com", "roles": ["owner"]},
            {"id": "user-eve", "email": "eve@example.com"}],
  "roles": [{"id": "role_a", "name": "Alpha", "permissions": ["api.groups.read", "api.groups.write"]},
            {"id": "role_z", "name": "Zeta", "permissions": ["z"]}],
  "projects": [{"id": "p1", "name": "First"}],
  "groups": [{"id": "g1", "name": "One", "members": ["user-eve"]}]})";

const std::string fresh_group = "version: 1\nmanage: authoritative\n"
                                "roles: {Alpha: {create: false}, Zeta: {create: false}}\n"
                                "groups:\n  One: {create: false, members: [eve@example.com]}\n"
                                "  Fresh: {members: [ada@example.com], roles: [Alpha]}\n"
                                "projects:\n  First: {groups: {Fresh: [viewer]}}\n";

const std::string fresh_project = "version: 1\nmanage: additive\n"
                                  "groups:\n  One: {create: false}\n"
                                  "projects:\n  Fresh: {create: true, groups: {One: [viewer]}}\n";

const std::string fresh_role = "version: 1\nmanage: additive\n"
                               "roles:\n  Fresh: {permissions: [f]}\n"
                               "groups:\n  One: {create: false, roles: [Fresh]}\n";

void make_group(world& w) { w.meanwhile("POST", "/organization/groups", R"({"name": "Fresh"})"); }
void make_project(world& w) { w.meanwhile("POST", "/organization/projects", R"({"name": "Fresh"})"); }
void make_role(world& w, const std::string& permission) {
  w.meanwhile("POST", "/organization/roles",
              R"({"role_name": "Fresh", "permissions": [")" + permission + R"("]})");
}
void join(world& w, const std::string& user) {
  w.meanwhile("POST", "/organization/groups/" + w.id_of_group("Fresh") + "/users",
              R"({"user_id": ")" + user + R"("})");
}
void give(world& w, const std::string& role) {
  w.meanwhile("POST", "/organization/groups/" + w.id_of_group("Fresh") + "/roles",
              R"({"role_id": ")" + role + R"("})");
}
void enter(world& w, const std::string& group, const std::string& role = "member") {
  const std::string project = w.id_of_project("Fresh");
  w.meanwhile("POST", "/organization/projects/" + project + "/groups",
              R"({"group_id": ")" + group + R"(", "role": "role-api-project-)" + role + "__api-project__" +
                  project + R"("})");
}
void enter_user(world& w, const std::string& user) {
  w.meanwhile("POST", "/organization/projects/" + w.id_of_project("Fresh") + "/users",
              R"({"user_id": ")" + user + R"(", "role": "member"})");
}

struct row {
  std::string what;
  std::string policy;
  std::function<void(world&)> by_others;
  std::string said;
};

const std::vector<row>& foreign() {
  static const std::vector<row> all{{"a member", fresh_group,
                                     [](world& w) {
                                       make_group(w);
                                       join(w, "user-eve");
                                     },
                                     "with members"},
                                    {"a role", fresh_group,
                                     [](world& w) {
                                       make_group(w);
                                       give(w, "role_z");
                                     },
                                     "with roles"},
                                    {"a group in a project", fresh_project,
                                     [](world& w) {
                                       make_project(w);
                                       enter(w, "g1");
                                     },
                                     "with groups"},
                                    {"a user in a project", fresh_project,
                                     [](world& w) {
                                       make_project(w);
                                       enter_user(w, "user-eve");
                                     },
                                     "with users"},
                                    {"a role that permits other things", fresh_role,
                                     [](world& w) { make_role(w, "z"); },
                                     "another role \"Fresh\" with permissions [z]"}};
  return all;
}

} // namespace

TEST_SUITE("whole") {
  // Covers F33.
  TEST_CASE(
      "what somebody else has made under a name that a saved plan gives, and filled, is not the plan's") {
    for (const row& r : foreign()) {
      CAPTURE(r.what);
      world w(state);
      const plan::plan made = w.plan(policy_of(r.policy)).made;
      r.by_others(w);
      const std::size_t writes = w.writes();
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      CHECK(result.drift.size() == 1);
      CHECK(result.outcome.empty());
      CHECK(w.writes() == writes);
    }
  }

  TEST_CASE("who is in a group of others that bears the name of a saved plan's is named") {
    world w(state);
    const plan::plan made = w.plan(policy_of(fresh_group)).made;
    make_group(w);
    join(w, "user-eve");
    const std::string id = w.id_of_group("Fresh");
    CHECK(w.apply_saved(made).words(made) == "group[\"Fresh\"]: \"eve@example.com\" (user-eve) in GET "
                                             "/organization/groups/" +
                                                 id + "/users: not there, but there\n");
  }

  TEST_CASE("a group of others is looked into also where the plan puts nobody into it") {
    world w(state);
    const plan::plan made = w.plan(policy_of("version: 1\nmanage: additive\nroles: {Alpha: {create: false}}\n"
                                             "groups:\n  Fresh: {roles: [Alpha]}\n"))
                                .made;
    make_group(w);
    join(w, "user-eve");
    const std::size_t writes = w.writes();
    CHECK(w.apply_saved(made).drift.size() == 1);
    CHECK(w.writes() == writes);
  }

  TEST_CASE("a project of others is looked into also where the plan puts nobody into it") {
    const model::policy empty =
        policy_of("version: 1\nmanage: additive\nprojects:\n  Fresh: {create: true}\n");
    for (const bool group : {true, false}) {
      CAPTURE(group);
      world w(state);
      const plan::plan made = w.plan(empty).made;
      make_project(w);
      if (group)
        enter(w, "g1");
      else
        enter_user(w, "user-eve");
      const std::size_t writes = w.writes();
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      CHECK(result.drift.size() == 1);
      CHECK(w.writes() == writes);
    }
  }

  TEST_CASE("what a user holds in a new project through a group of the plan's is nothing that others gave") {
    const model::policy both = policy_of("version: 1\nmanage: additive\n"
                                         "groups:\n  One: {create: false}\n"
                                         "projects:\n  Fresh:\n    create: true\n"
                                         "    groups: {One: [viewer]}\n"
                                         "    users: {eve@example.com: [member]}\n");
    for (const std::string shown : {"listed", "hidden", "unmarked"}) {
      CAPTURE(shown);
      world w(state);
      w.set("inherited=" + shown);
      const plan::plan made = w.plan(both).made;
      REQUIRE(w.apply_saved(made).applied());
      const std::size_t writes = w.writes();
      const testing::saved_result again = w.apply_saved(made);
      INFO(again.words(made));
      CHECK(again.applied());
      CHECK(w.writes() == writes);
    }
  }

  TEST_CASE("what others gave a group of the plan's name in a project is not the plan's either") {
    world w(state);
    const plan::plan made = w.plan(policy_of(fresh_group)).made;
    make_group(w);
    w.meanwhile("POST", "/organization/projects/p1/groups",
                R"({"group_id": ")" + w.id_of_group("Fresh") +
                    R"(", "role": "role-api-project-owner__api-project__p1"})");
    const testing::saved_result result = w.apply_saved(made);
    INFO(result.words(made));
    CHECK(result.drift.size() == 1);
  }

  TEST_CASE("what somebody else has made as the plan would, and left empty, counts as made") {
    struct made_row {
      std::string policy;
      std::function<void(world&)> by_others;
    };
    for (const made_row& r :
         {made_row{fresh_group, make_group}, made_row{fresh_project, make_project},
          made_row{fresh_project,
                   [](world& w) {
                     make_project(w);
                     enter(w, "g1", "viewer");
                   }},
          made_row{fresh_role, [](world& w) { make_role(w, "f"); }}, made_row{fresh_group, [](world& w) {
                                                                                make_group(w);
                                                                                join(w, "user-ada");
                                                                                give(w, "role_a");
                                                                              }}}) {
      world w(state);
      const plan::plan made = w.plan(policy_of(r.policy)).made;
      r.by_others(w);
      const testing::saved_result result = w.apply_saved(made);
      INFO(result.words(made));
      CHECK(result.applied());
      CHECK(std::ranges::count(result.outcome, outcome::already, &plan::step::is) > 0);
      CHECK(w.duplicates().empty());
      CHECK(w.plan(policy_of(r.policy)).made.operations.empty());
    }
  }

  TEST_CASE(
      "what appears under the name of something that is about to be made, and is filled, is not taken") {
    for (const row& r : foreign()) {
      for (const char* refusal : {"409", "400"}) {
        CAPTURE(r.what);
        CAPTURE(refusal);
        const bool project = r.policy == fresh_project; // their names may be taken
        world w(state);
        w.set("duplicate_name=" + std::string(refusal));
        w.at_prompt = [&] {
          r.by_others(w);
          if (project) w.add_fault(std::string(refusal) + "@POST /organization/projects");
        };
        const testing::run_result run = w.apply(policy_of(r.policy));
        INFO(run.words());
        REQUIRE(run.count(outcome::failed) == 1);
        CHECK(run.count(outcome::skipped) == run.made.operations.size() - 1);
        CHECK(run.words().find("moved: ") != std::string::npos);
        CHECK(run.words().find(r.said) != std::string::npos);
        CHECK(run.code == cli::exit_code::failure); // nothing was changed
      }
    }
  }

  TEST_CASE("what appears under the name of something that is about to be made is taken where it is empty") {
    for (const auto& [policy, by_others] : std::vector<std::pair<std::string, std::function<void(world&)>>>{
             {fresh_group, make_group},
             {fresh_role, [](world& w) { make_role(w, "f"); }},
             {fresh_project, make_project}}) {
      world w(state);
      w.at_prompt = [&, by = by_others] {
        by(w);
        w.add_fault("409@POST /organization/projects"); // where their names cannot be taken
      };
      const testing::run_result run = w.apply(policy_of(policy));
      INFO(run.words());
      CHECK(run.applied());
      CHECK(run.count(outcome::already) == 1);
      CHECK(w.duplicates().empty());
    }
  }

  // Covers F15.
  TEST_CASE("after a lost answer a thing of the name is this run's only while nobody of others is in it") {
    for (const row& r : foreign()) {
      for (const bool filled : {true, false}) {
        if (r.policy == fresh_role) continue;
        CAPTURE(r.what);
        CAPTURE(filled);
        world w(state);
        const bool project = r.policy == fresh_project;
        w.add_fault(std::string(filled ? "500" : "500=after") + "@POST /organization/" +
                    (project ? "projects" : "groups") + "#1");
        if (filled) w.after_write(1, [&] { r.by_others(w); });
        const testing::run_result run = w.apply(policy_of(r.policy));
        INFO(run.words());
        CHECK(run.applied() == !filled);
        if (filled) {
          CHECK(run.count(outcome::failed) == 1);
          CHECK(run.words().find(r.said) != std::string::npos);
        }
        CHECK(w.duplicates().empty());
      }
    }
  }

  TEST_CASE("where it cannot be read who is in a thing of the name, it is not taken") {
    struct closed_row {
      std::string policy;
      std::function<void(world&)> by_others;
      std::string list;
      std::string write;
    };
    for (const closed_row& r : {closed_row{fresh_group, make_group, "groups/*/roles", "groups"},
                                closed_row{fresh_project, make_project, "projects/*/groups", "projects"},
                                closed_row{fresh_project, make_project, "projects/*/users", "projects"}}) {
      CAPTURE(r.list);
      world w(state);
      w.at_prompt = [&] {
        r.by_others(w);
        w.add_fault("409@POST /organization/projects");
        w.add_fault("403@GET /organization/" + r.list);
      };
      const testing::run_result run = w.apply(policy_of(r.policy));
      INFO(run.words());
      CHECK(run.count(outcome::failed) == 1);
      CHECK(run.words().find("cannot be told") != std::string::npos);
      CHECK(w.written().back().starts_with("POST /organization/" + r.write + " "));
    }
  }
}
