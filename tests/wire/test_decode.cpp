#include "wire/decode.hpp"

#include <doctest/doctest.h>

// Bodies as in the API's documentation, examples that break their own schemas among them.

using namespace rolecall;

namespace {

std::string list_of(const std::string& items,
                    const std::string& rest = R"("has_more": false, "next": null)") {
  return R"({"object": "list", "data": [)" + items + "], " + rest + "}";
}

const std::string role_item =
    R"({"object": "role", "id": "role_1", "name": "Reader of keys", "description": null,
  "permissions": ["b", "a", "b"], "resource_type": "api.organization", "predefined_role": false, "new_member": {}})";

} // namespace

TEST_SUITE("wire") {
  // Covers F30.
  TEST_CASE("a role list is read leniently, permissions as a set") {
    const auto page = wire::roles(list_of(role_item), "proj_1");
    REQUIRE(page.has_value());
    REQUIRE(page->items.size() == 1);
    const model::live_role& role = page->items.front();
    CHECK(role.id == "role_1");
    CHECK(role.name == "Reader of keys");
    CHECK_FALSE(role.description.has_value());
    CHECK(role.permissions == std::vector<std::string>{"a", "b"});
    CHECK_FALSE(role.predefined);
    CHECK(role.project_id == "proj_1");
    CHECK_FALSE(page->next.has_value());
  }

  // Covers F23.
  TEST_CASE("an answer that is no list is an error, never an empty list") {
    for (const std::string body :
         {"{}", "null", "[]", R"({"object": "list", "data": null, "has_more": false})",
          R"({"object": "list", "data": {}, "has_more": false})",
          R"({"object": "error", "data": [], "has_more": false})", R"({"object": "list", "data": []})",
          R"({"object": "list", "data": [], "has_more": "false"})",
          R"({"object": "list", "data": [1], "has_more": false})"}) {
      CAPTURE(body);
      CHECK(wire::roles(body, "").has_error());
      CHECK(wire::groups(body).has_error());
      CHECK(wire::projects(body).has_error());
      CHECK(wire::users(body).has_error());
      CHECK(wire::project_groups(body).has_error());
      CHECK(wire::assigned_roles(body, "", "group_1").has_error());
    }
  }

  // Covers F28, F29.
  TEST_CASE("a role without what decisions rest on is an error that names the item") {
    for (const std::string item :
         {R"({"name": "x", "permissions": [], "predefined_role": false})",
          R"({"id": "", "name": "x", "permissions": [], "predefined_role": false})",
          R"({"id": "../x", "name": "x", "permissions": [], "predefined_role": false})",
          R"({"id": "a b", "name": "x", "permissions": [], "predefined_role": false})",
          R"({"id": "..", "name": "x", "permissions": [], "predefined_role": false})",
          R"({"id": "r", "permissions": [], "predefined_role": false})",
          R"({"id": "r", "name": 7, "permissions": [], "predefined_role": false})",
          R"({"id": "r", "name": "x", "predefined_role": false})",
          R"({"id": "r", "name": "x", "permissions": [1], "predefined_role": false})",
          R"({"id": "r", "name": "x", "permissions": []})"}) {
      CAPTURE(item);
      const auto page = wire::roles(list_of(role_item + "," + item), "");
      REQUIRE(page.has_error());
      CHECK(page.error().message.starts_with("item 1 of the list "));
    }
  }

  // Covers F29, F35.
  TEST_CASE("who decides about a group follows from what the list says, in every spelling") {
    struct row {
      std::string members;
      model::group_owner owner;
    };
    const std::vector<row> rows{
        {"", model::group_owner::organization},
        {R"(, "group_type": "group", "is_scim_managed": false)", model::group_owner::organization},
        {R"(, "is_scim_managed": true)", model::group_owner::identity_provider},
        {R"(, "scim_managed": true)", model::group_owner::identity_provider},
        {R"(, "group_type": "tenant_group")", model::group_owner::tenant},
        {R"(, "group_type": "x")", model::group_owner::unknown},
        {R"(, "group_type": null)", model::group_owner::unknown},
        {R"(, "is_scim_managed": null)", model::group_owner::organization},
        {R"(, "is_scim_managed": "true")", model::group_owner::unknown},
        {R"(, "is_scim_managed": 1, "group_type": "group")", model::group_owner::unknown},
    };
    for (const row& r : rows) {
      CAPTURE(r.members);
      const auto page = wire::groups(list_of(R"({"id": "g", "name": "G")" + r.members + "}"));
      REQUIRE(page.has_value());
      CHECK(page->items.front().owner == r.owner);
    }
  }

  TEST_CASE("the cursor is next in one way of paging, last_id or the last item's id in the other") {
    const std::string group = R"({"id": "g", "name": "G"})";
    CHECK(wire::groups(list_of(group, R"("has_more": true, "next": "c1")"))->next == "c1");
    CHECK(wire::groups(list_of("", R"("has_more": true, "next": "c1")"))->next == "c1");
    CHECK(wire::groups(list_of(group, R"("has_more": true, "next": null)")).has_error());
    CHECK(wire::groups(list_of(group, R"("has_more": true)")).has_error());
    CHECK_FALSE(wire::groups(list_of(group, R"("has_more": false, "next": "c1")"))->next.has_value());

    const std::string user = R"({"object": "organization.user", "id": "user-1", "email": "Ada@Example.com"})";
    const auto users = wire::users(list_of(user, R"("has_more": true, "last_id": "user-9")"));
    REQUIRE(users.has_value());
    CHECK(users->next == "user-9");
    CHECK(users->items.front().email == "ada@example.com");
    CHECK(wire::users(list_of(user, R"("has_more": true)"))->next == "user-1");
    CHECK(wire::users(list_of("", R"("has_more": true, "last_id": null)")).has_error());
  }

  TEST_CASE("a grant is inherited if sources are told and its principal is none of them") {
    struct row {
      std::string sources;
      model::grant_source source;
    };
    using enum model::grant_source;
    const std::vector<row> rows{
        {"", untold},
        {R"(, "assignment_sources": null)", untold},
        {R"(, "assignment_sources": [])", untold},
        {R"(, "assignment_sources": [{"principal_id": "user-1", "principal_type": "user"}])", direct},
        {R"(, "assignment_sources": [{"principal_id": "group_1", "principal_type": "group"}])", inherited},
        {R"(, "assignment_sources": [{"principal_id": "group_1"}, {"principal_id": "user-1"}])", direct},
    };
    for (const row& r : rows) {
      CAPTURE(r.sources);
      const std::string item =
          R"({"id": "r", "name": "x", "permissions": [], "predefined_role": true)" + r.sources + "}";
      const auto page = wire::assigned_roles(list_of(item), "", "user-1");
      REQUIRE(page.has_value());
      CHECK(page->items.front().source == r.source);
    }
  }

  TEST_CASE("project groups are known by group_id, projects by status") {
    CHECK(wire::project_groups(list_of(R"({"object": "project.group", "group_id": "g1"})"))->items ==
          std::vector<std::string>{"g1"});
    CHECK(wire::project_groups(list_of(R"({"id": "g1"})")).has_error());
    const auto projects = wire::projects(list_of(
        R"({"id": "p1", "name": "One", "status": "active"}, {"id": "p2", "status": "archived"}, {"id": "p3", "status": "x"})"));
    REQUIRE(projects.has_value());
    CHECK_FALSE(projects->items[0].archived);
    CHECK(projects->items[1].archived);
    CHECK_FALSE(projects->items[2].archived);
    CHECK(projects->items[2].name.empty());
  }

  TEST_CASE("what decides whether somebody or something is there must be text, or not be there") {
    CHECK(wire::projects(list_of(R"({"id": "p1", "name": null})")).has_value());
    CHECK(wire::projects(list_of(R"({"id": "p1", "name": 7})")).has_error());
    CHECK(wire::users(list_of(R"({"id": "u1", "email": null})")).has_value());
    CHECK(wire::users(list_of(R"({"id": "u1", "email": ["a@b.c"]})")).has_error());
  }

  TEST_CASE("the server's words are found in every form of error") {
    CHECK(wire::error(R"({"error": {"message": "no", "type": "t", "param": null, "code": "c"}})").message ==
          "no");
    CHECK(wire::error(R"({"error": {"message": "no", "code": "c"}})").code == "c");
    CHECK(wire::error(R"({"error": "plain"})").message == "plain");
    CHECK(wire::error(R"({"error": "invalid_grant", "error_description": "expired"})").message == "expired");
    CHECK(wire::error(R"({"message": "m"})").message == "m");
    CHECK(wire::error("<html>").message.empty());
    CHECK(wire::error("").message.empty());
  }
}
