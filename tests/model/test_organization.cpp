#include "model/organization.hpp"
#include "model/symbols.hpp"
#include "model/thing_names.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace rolecall::model;

TEST_SUITE_BEGIN("model");

TEST_CASE("predefined roles have one plain name, whatever form the API shows") {
  struct row {
    std::string id;
    std::string name;
    bool predefined;
    std::string plain;
  };
  const std::vector<row> table{
      {"role-api-organization-owner__api-organization__org-1", "owner", true, "owner"},
      {"role-api-organization-reader__api-organization__org-1", "Organization Reader", true, "reader"},
      {"role-api-organization-reader__api-organization__org-1", "Leser", true, "reader"},
      {"role-api-project-member__api-project__proj_1", "Project Member", true, "member"},
      {"role-api-project-viewer", "anything", true, "viewer"},
      {"role_01", "owner", true, "owner"},
      {"role_01", "Owner", true, "owner"},
      {"role_01", "Project Member", true, "member"},
      {"role_01", "project viewer", true, "viewer"},
      {"role_01", "Organization Owner", true, "owner"},
      {"role_01", "Billing Manager", true, "Billing Manager"},
      {"role-api-organization-billing__api-organization__org-1", "Billing", true, "Billing"},
      {"role_01", "Owner", false, "Owner"}, // a custom role is what it is named
      {"role-api-project-member__x", "Mine", false, "Mine"},
      {"role_01", "Project", true, "Project"},
      {"role_01", "", true, ""},
  };
  for (const row& r : table) {
    CAPTURE(r.id);
    CAPTURE(r.name);
    CHECK(plain_name({r.id, r.name, {}, {}, r.predefined, {}}) == r.plain);
  }
}

TEST_CASE("the bound id of a predefined role tells the organization") {
  CHECK(organization_of_role_id("role-api-organization-owner__api-organization__org-abc") == "org-abc");
  CHECK(organization_of_role_id("role-api-organization-reader__api-organization__org_x") == "org_x");
  CHECK_FALSE(organization_of_role_id("role-api-organization-owner"));
  CHECK_FALSE(organization_of_role_id("role-api-project-member__api-project__proj_1"));
  CHECK_FALSE(organization_of_role_id("role_01"));
  CHECK_FALSE(organization_of_role_id(""));
}

TEST_CASE("the plain predefined names are taken in any case") {
  for (const char* name : {"owner", "Reader", "MEMBER", "viewer"}) CHECK(is_predefined_name(name));
  for (const char* name : {"", "owners", "Project Member", "admin"}) CHECK_FALSE(is_predefined_name(name));
}

TEST_CASE("things are found by id once they are sorted") {
  organization live;
  live.groups = {{"group_2", "b", {}}, {"group_1", "a", {}}};
  live.roles = {{"role_2", "b", {}, {}, false, {}}, {"role_1", "a", {}, {}, false, {}}};
  live.projects = {{"proj_2", "b", false}, {"proj_1", "a", false}};
  live.sort();
  CHECK(live.group("group_1")->name == "a");
  CHECK(live.role("role_2")->name == "b");
  CHECK(live.project("proj_2")->name == "b");
  CHECK(live.group("group_3") == nullptr);
  CHECK(live.role("") == nullptr);
}

TEST_CASE("a symbol stands for one text") {
  symbols names;
  const symbol a = names.intern("a");
  CHECK(names.intern("") == symbol::none);
  CHECK(names.intern("a") == a);
  CHECK(names.find("a") == a);
  CHECK(names.find("never seen") == symbol::none);
  CHECK(names.text(a) == "a");
  for (int i = 0; i < 10'000; ++i) names.intern("name " + std::to_string(i)); // texts must not move away
  CHECK(names.text(a) == "a");
  CHECK(names.find("name 17") == names.intern("name 17"));
  CHECK(names.size() == 10'002); // and "a", and the empty text
}

TEST_CASE("a thing keeps its first name until it is given another") {
  constexpr auto first = static_cast<symbol>(3);
  constexpr auto far = static_cast<symbol>(4000);
  thing_names names;
  CHECK_FALSE(names.contains(first));
  CHECK(names.find(symbol::none) == nullptr);
  names.emplace(first, {"A", {}});
  names.emplace(first, {"B", {}});
  CHECK(names.at(first).name == "A");
  names.assign(first, {"B", "id"});
  CHECK(names.at(first) == thing_name{"B", "id"});
  names.assign(far, {"C", {}});
  CHECK(names.at(first).name == "B");
  CHECK(names.find(far)->name == "C");
  CHECK_THROWS_AS((void)names.at(static_cast<symbol>(3999)), std::logic_error);
  CHECK_THROWS_AS((void)names.at(static_cast<symbol>(1'000'000)), std::logic_error);
}

TEST_SUITE_END();
