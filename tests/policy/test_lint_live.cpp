#include "policy/lint.hpp"
#include "policy/load.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rolecall;

namespace {

model::policy read(const std::string& more) {
  policy::loaded loaded = policy::load({{"p.yaml", "version: 1\nmanage: additive\n" + more}});
  REQUIRE(loaded.policy.has_value());
  return std::move(*loaded.policy);
}

std::string rules_of(const std::vector<base::diagnostic>& all) {
  std::string out;
  for (const base::diagnostic& d : all) out += (out.empty() ? "" : " ") + d.rule;
  return out;
}

const std::string two_unknown =
    "roles: {R: {permissions: [api.brand.new.read, api.older.read]}}\ngroups: {G: {roles: [R]}}\n";

/// As resolve() would warn.
base::diagnostic warning(const std::string& rule, const std::string& address) {
  return {base::severity::warning, rule, {{"p.yaml", 3, 1}, 1}, "said", "", "", {}, address};
}

} // namespace

TEST_SUITE("policy") {
  TEST_CASE("of a part nothing is said about things outside of it, nor about unused entries of allow") {
    base::diagnostic error = warning("RC100", "group[\"Other\"]");
    error.level = base::severity::error;
    const std::vector<base::diagnostic> all{warning("RC105", "group[\"New\"]"),
                                            warning("RC105", "group[\"Other\"]"), warning("RC133", ""),
                                            warning("RC017", ""), error};
    const auto part = policy::within(model::selection({"group[\"New\"]"}), all);
    CHECK(rules_of(part) == "RC105 RC017 RC100");
    CHECK(policy::within({}, all).size() == all.size());
  }

  TEST_CASE("a permission that the organization shows is not doubted in a plan, the others are") {
    test::world w;
    CHECK(rules_of(policy::lint_live(read(two_unknown), w.live())) == "RC120 RC120");
    w.predefined("owner", {"api.brand.new.read", "api.old.read"});
    const auto found = policy::lint_live(read(two_unknown), w.live());
    REQUIRE(rules_of(found) == "RC120");
    CHECK(found[0].message ==
          "permission \"api.older.read\" is not known, and no predefined role of this organization has it");
    CHECK(found[0].hint.starts_with("did you mean \"api.old.read\"? "));
    CHECK(found[0].at == base::source_range{{"p.yaml", 3, 47}, 14});
    w.predefined("owner", {"api.brand.new.read", "api.older.read"});
    CHECK(policy::lint_live(read(two_unknown), w.live()).empty());
  }

  TEST_CASE("a permission that the organization shows elsewhere is at home there too") {
    const model::policy p = read("roles: {R: {permissions: [api.organization.projects.api_keys.read]}}\n"
                                 "groups: {G: {roles: [R]}}\n");
    test::world w;
    CHECK(rules_of(policy::lint_live(p, w.live())) == "RC122");
    w.predefined("owner", {"api.organization.projects.api_keys.read"});
    CHECK(policy::lint_live(p, w.live()).empty());
  }

  TEST_CASE("what is judged again with the organization at hand is not said before") {
    const policy::loaded loaded =
        policy::load({{"p.yaml", "version: 1\nmanage: additive\n" + two_unknown +
                                     "users: {a@b.c: {roles: [owner, reader]}}\n"
                                     "project_roles: {S: {permissions: [api.groups.read]}}\n"
                                     "projects: {P: {groups: {G: [S]}}}\n"}});
    REQUIRE(rules_of(loaded.diagnostics) == "RC120 RC120 RC127 RC121");
    CHECK(rules_of(policy::without_rejudged(loaded.diagnostics)) == "RC127");
  }

  TEST_CASE("allow accepts what only a plan can say, and is blamed there if that is not said") {
    const std::string allow = "allow: [{rule: RC105, at: 'group[\"New\"]', reason: until June}]\n";
    const model::policy p = read(two_unknown + allow);
    test::world w;
    w.predefined("owner", {"api.brand.new.read", "api.older.read"});
    CHECK(policy::lint_live(p, w.live(), {warning("RC105", "group[\"New\"]")}).empty());
    CHECK(rules_of(policy::lint_live(p, w.live(), {warning("RC105", "group[\"Other\"]")})) == "RC105 RC133");
    CHECK(rules_of(policy::lint_live(p, w.live())) == "RC133");
  }

  TEST_CASE(
      "allow for a permission is used offline, and a plan that knows the permission does not blame it") {
    const std::string allow =
        "allow: [{rule: RC120, at: 'role[\"R\"].permission[\"api.older.read\"]', reason: announced}]\n";
    test::world w;
    CHECK(rules_of(policy::lint_live(read(two_unknown + allow), w.live())) == "RC120");
    w.predefined("owner", {"api.brand.new.read", "api.older.read"});
    CHECK(policy::lint_live(read(two_unknown + allow), w.live()).empty());
  }

  TEST_CASE("where no plan can be made, only that is said") {
    base::diagnostic error = warning("RC100", "");
    error.level = base::severity::error;
    CHECK(rules_of(policy::lint_live(read(two_unknown), test::world().live(), {error})) == "RC100");
  }
}
