#include "policy/load.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace rolecall;
using model::ownership;

namespace {

constexpr const char* whole = R"(version: 1
organization: org-acme
manage:
  roles: authoritative
  except: {groups: ["okta-*"], projects: [sandbox]}
permission_sets:
  keys.read: [keys.read]
  keys.manage: ["@keys.read", keys.write]
  everything: ["@keys.manage", audit.read]
roles:
  Zookeeper: {permissions: [b.x, a.x], description: ""}
  Auditor: {create: false}
project_roles:
  Key Steward: {permissions: ["@everything", keys.read]}
groups:
  Support: {roles: [owner, Zookeeper]}
  Audit: {create: false}
  Nobody: {roles: []}
projects:
  Web:
    id: proj_web
    name: Web (live)
    manage: {grants: authoritative}
    roles: {Key Steward: {}, Own: {permissions: [x.y]}}
    groups: {Support: [viewer, Own], Audit: []}
  Checkout: {}
)";

std::string text_of(const std::vector<model::written>& list) {
  std::string out;
  for (const model::written& w : list) out += (out.empty() ? "" : " ") + w.text;
  return out;
}

model::policy read(const std::string& text) {
  policy::loaded result = policy::load({{"p.yaml", text}});
  for (const base::diagnostic& d : result.diagnostics) {
    if (d.level == base::severity::error) MESSAGE(base::to_string(d.at.begin) << " " << d.message);
  }
  REQUIRE(result.policy.has_value());
  return std::move(*result.policy);
}

} // namespace

TEST_SUITE("policy") {
  TEST_CASE("guards arrive, and stand in one file at most") {
    const model::policy p =
        read("version: 1\nmanage: additive\nguards:\n  min_owners: 3\n"
             "  protect: {groups: [A, B], roles: [R], projects: [P], users: [Ada@Example.com, user-1]}\n");
    CHECK(p.guards.min_owners == 3);
    CHECK(text_of(p.guards.protect.groups) == "A B");
    CHECK(text_of(p.guards.protect.roles) == "R");
    CHECK(text_of(p.guards.protect.projects) == "P");
    CHECK(text_of(p.guards.protect.users) == "ada@example.com user-1");
    CHECK_FALSE(read("version: 1\nmanage: additive\n").guards.min_owners);
    const std::string guards = "version: 1\nguards: {min_owners: 1}\n";
    const policy::loaded twice =
        policy::load({{"a.yaml", guards + "manage: additive\n"}, {"b.yaml", guards}});
    REQUIRE(twice.diagnostics.size() == 1);
    CHECK(twice.diagnostics[0].message == "\"guards\" is written in two files");
    CHECK_FALSE(twice.policy);
  }

  TEST_CASE("what is written arrives, and what is not written is told from what is empty") {
    const model::policy p = read(whole);
    REQUIRE(p.organization.has_value());
    CHECK(p.organization->text == "org-acme");
    CHECK(p.organization->at == base::source_range{{"p.yaml", 2, 15}, 8});
    CHECK(p.manage.roles == ownership::authoritative);
    CHECK(p.manage.grants == ownership::additive);
    CHECK(text_of(p.except.groups) == "okta-*");
    CHECK(text_of(p.except.projects) == "sandbox");
    CHECK(p.except.roles.empty());

    REQUIRE(p.groups.has_value());
    REQUIRE(p.groups->size() == 3);
    CHECK(p.groups->at(0).name.text == "Audit");
    CHECK_FALSE(p.groups->at(0).create);
    CHECK_FALSE(p.groups->at(0).roles.has_value());
    CHECK(p.groups->at(1).roles.value().empty());
    CHECK(text_of(p.groups->at(2).roles.value()) == "owner Zookeeper");

    const model::policy bare = read("version: 1\nmanage: authoritative\n");
    CHECK_FALSE(bare.roles.has_value());
    CHECK_FALSE(bare.groups.has_value());
    CHECK_FALSE(bare.organization.has_value());
    CHECK(bare.manage.members == ownership::authoritative);
    CHECK(read("version: 1\nmanage: additive\nroles: {}\n").roles.value().empty());
  }

  TEST_CASE("roles are in order of names and permissions in order of names") {
    const model::policy p = read(whole);
    REQUIRE(p.roles.value().size() == 2);
    const model::role& auditor = p.roles->at(0);
    CHECK(auditor.name.text == "Auditor");
    CHECK_FALSE(auditor.create);
    CHECK_FALSE(auditor.description.has_value());
    const model::role& zookeeper = p.roles->at(1);
    CHECK(zookeeper.description == "");
    REQUIRE(zookeeper.permissions.size() == 2);
    CHECK(zookeeper.permissions[0].name == "a.x");
    CHECK(zookeeper.permissions[0].at == base::source_range{{"p.yaml", 11, 34}, 3});
    CHECK(zookeeper.permissions[1].name == "b.x");
  }

  TEST_CASE("permission sets are expanded, the shortest way to a permission is kept") {
    const model::policy p = read(whole);
    REQUIRE(p.project_roles.size() == 1);
    const auto& permissions = p.project_roles[0].permissions;
    REQUIRE(permissions.size() == 3);
    CHECK(permissions[0].name == "audit.read");
    CHECK(permissions[0].via == std::vector<std::string>{"everything"});
    CHECK(permissions[1].name == "keys.read");
    CHECK(permissions[1].via.empty());
    CHECK(permissions[2].name == "keys.write");
    CHECK(permissions[2].via == std::vector<std::string>{"everything", "keys.manage"});
    CHECK(permissions[2].at.begin.line == 14);
  }

  TEST_CASE("a project has its pin, its live name, its own manage, and shared roles by {}") {
    const model::policy p = read(whole);
    REQUIRE(p.projects.size() == 2);
    CHECK(p.projects[0].key.text == "Checkout");
    CHECK_FALSE(p.projects[0].roles.has_value());
    CHECK_FALSE(p.projects[0].manage.has_value());
    const model::project& web = p.projects[1];
    CHECK(web.id.value().text == "proj_web");
    CHECK(web.name.value().text == "Web (live)");
    CHECK(web.manage.value().grants == ownership::authoritative);
    CHECK(web.manage.value().roles == ownership::additive);
    REQUIRE(web.roles.value().size() == 2);
    CHECK(web.roles->at(0).shared);
    CHECK_FALSE(web.roles->at(1).shared);
    REQUIRE(web.groups.value().size() == 2);
    CHECK(web.groups->at(0).who.text == "Audit");
    CHECK(web.groups->at(0).roles.empty());
    CHECK(text_of(web.groups->at(1).roles) == "viewer Own");
  }

  TEST_CASE("a value that is left out is reported at its key, whatever stands behind it") {
    for (const char* next : {"null: 1", "nothing: 1", "~: 1", "NULL : 1", "name: 1", "# no", ""}) {
      CAPTURE(next);
      const std::string text = std::string("version: 1\nmanage: additive\norganization:\n") + next + "\n";
      const policy::loaded result = policy::load({{"p.yaml", text}});
      REQUIRE_FALSE(result.diagnostics.empty());
      CHECK(result.diagnostics[0].at.begin.line == 3);
      CHECK_FALSE(result.policy.has_value());
    }
    for (const char* null : {"~", "null", "Null", "NULL", "~ # none"}) {
      CAPTURE(null);
      const std::string text = std::string("version: 1\nmanage: additive\norganization: ") + null + "\n";
      const policy::loaded result = policy::load({{"p.yaml", text}});
      REQUIRE(result.diagnostics.size() == 1);
      CHECK(result.diagnostics[0].at.begin.column == 15);
    }
  }

  // Covers I5.
  TEST_CASE("a quote that is never closed is refused, however little is behind it") {
    for (const char* quoted : {"\"", "'", "'''", "\"\\\"", "\"org-acme", "'org-acme", "'org''", "\"a\\\\"}) {
      CAPTURE(quoted);
      for (const char* end : {"", "\n"}) {
        const std::string text = std::string("version: 1\nmanage: additive\norganization: ") + quoted + end;
        const policy::loaded result = policy::load({{"p.yaml", text}});
        CHECK_FALSE(result.policy.has_value());
        const auto is_quote = [](const base::diagnostic& d) { return d.rule == "RC022"; };
        CHECK(std::ranges::count_if(result.diagnostics, is_quote) == 1);
      }
    }
  }

  TEST_CASE("files are one policy in whatever order they come") {
    const policy::source main{"main.yaml", "version: 1\nmanage: additive\ngroups: {B: {}}\n"};
    const policy::source more{"more.yaml", "version: 1\ngroups: {A: {}}\n"};
    const policy::source web{"projects/web.yaml", "version: 1\nprojects: {Web: {groups: {A: [viewer]}}}\n",
                             policy::standing::sub_folder};
    for (const auto& order : {std::vector{main, more, web}, std::vector{web, more, main}}) {
      const policy::loaded result = policy::load(order);
      REQUIRE(result.policy.has_value());
      CHECK(result.policy->groups.value().at(0).name.text == "A");
      CHECK(result.policy->groups.value().at(0).name.at.begin.file == "more.yaml");
      CHECK(result.policy->projects.size() == 1);
    }
  }

  TEST_CASE("warnings do not refuse a policy, and nothing to read is no policy") {
    const policy::loaded warned = policy::load({{"p.yaml", "version: 1\nmanage: additive"}});
    CHECK(warned.policy.has_value());
    CHECK(warned.diagnostics.size() == 1);
    const policy::loaded nothing = policy::load({});
    CHECK_FALSE(nothing.policy.has_value());
    CHECK(nothing.diagnostics.size() == 1);
  }
}
