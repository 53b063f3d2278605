#include "organization.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace rolecall::emulator {
namespace {

using names = std::vector<std::string>;

void create_groups(organization& acme, int count) {
  for (int i = 0; i < count; ++i)
    acme.post("/organization/groups", R"({"name": "Group )" + std::to_string(i) + R"("})");
}

const names all_groups{"group_support", "group_sales", "group_scim", "group_tenant"};
const names all_users{"user-ada", "user-grace", "user-joan"};

} // namespace

TEST_SUITE_BEGIN("emulator");

TEST_CASE("a list is walked to its end in each variant, however small the pages") {
  organization acme;
  for (const auto* limit : {"1", "2", "3", "100"}) {
    const auto sized = [&](const std::string& path) { return path + "?limit=" + limit; };
    CHECK(acme.walk(sized("/organization/groups")) == all_groups);
    CHECK(acme.walk(sized("/organization/users")) == all_users);
    CHECK(acme.walk(sized("/organization/projects")) == names{"proj_default", "proj_c"});
    CHECK(acme.walk(sized("/organization/projects/proj_c/groups"), "group_id") ==
          names{"group_support", "group_tenant"});
    CHECK(acme.walk(sized("/organization/admin_api_keys")) == names{"key_emulator"});
  }
}

TEST_CASE("cursors and repetitions do not change what a walk finds") {
  for (const auto* how : {"next_cursor=opaque", "last_id=opaque", "empty_page=on"}) {
    organization acme;
    acme.behave(how);
    CHECK(acme.walk("/organization/groups?limit=2") == all_groups);
    CHECK(acme.walk("/organization/users?limit=1") == all_users);
  }
  organization acme;
  acme.behave("shifting=on");
  CHECK(acme.walk("/organization/users?limit=2") ==
        names{"user-ada", "user-grace", "user-grace", "user-joan"});
}

TEST_CASE("an opaque cursor is no id, and an id is then no cursor") {
  organization acme;
  acme.behave("next_cursor=opaque");
  const auto page = acme.get("/organization/groups?limit=1");
  CHECK(text(page.body.at("next")) != "group_support");
  CHECK(acme.get("/organization/groups?after=group_support").status == 400);
}

TEST_CASE("where clients go by the id of the last item, that is the cursor however cursors look") {
  organization acme;
  acme.behave("last_id=opaque");
  const auto page = acme.get("/organization/admin_api_keys");
  CHECK(text(page.body.at("last_id")) == "key_emulator");
  CHECK(acme.get("/organization/admin_api_keys?after=key_emulator").status == 200);
}

TEST_CASE("an empty first page has a cursor and says there is more") {
  organization acme;
  acme.behave("empty_page=on");
  const auto page = acme.get("/organization/groups");
  CHECK(ids(page).empty());
  CHECK(page.body.at("has_more") == true);
  CHECK(page.body.at("next").is_string());
}

TEST_CASE("members come newest first unless asked otherwise, other lists oldest first") {
  organization acme;
  const std::string members = "/organization/groups/group_support/users";
  CHECK(acme.walk(members) == names{"user-grace", "user-ada"});
  CHECK(acme.walk(members + "?order=asc") == names{"user-ada", "user-grace"});
  CHECK(acme.walk("/organization/groups?order=desc&limit=3") ==
        names(all_groups.rbegin(), all_groups.rend()));
  CHECK(acme.get(members + "?order=up").status == 400);
}

TEST_CASE("a limit out of range is refused or made to fit") {
  organization acme;
  struct bound {
    const char* path;
    int above;
  };
  for (const auto& b :
       {bound{"/organization/groups", 1001}, bound{"/organization/projects/proj_c/groups", 101},
        bound{"/organization/users", 101}, bound{"/projects/proj_c/roles", 1001}}) {
    const auto path = std::string(b.path) + "?limit=" + std::to_string(b.above);
    acme.behave("limit_range=400");
    const auto refused = acme.get(path);
    CHECK(refused.status == 400);
    CHECK(refused.body.at("error").at("param") == "limit");
    acme.behave("limit_range=clamp");
    CHECK(acme.get(path).status == 200);
  }
  acme.behave("limit_range=400");
  CHECK(acme.get("/organization/users?limit=0").status == 400);
  CHECK(acme.get("/organization/groups?limit=0").status == 200);
  CHECK(acme.get("/organization/groups?limit=ten").status == 400);
}

TEST_CASE("without a limit, project groups and users come twenty at a time and groups a hundred") {
  organization acme;
  create_groups(acme, 120);
  CHECK(ids(acme.get("/organization/groups")).size() == 100);
  for (const auto& group : acme.walk("/organization/groups")) {
    const auto body = R"({"group_id": ")" + group + R"(", "role": "role-api-project-viewer"})";
    acme.post("/organization/projects/proj_c/groups", body);
  }
  CHECK(ids(acme.get("/organization/projects/proj_c/groups"), "group_id").size() == 20);
}

TEST_CASE("a walk goes on when the item of its cursor has been deleted meanwhile") {
  organization acme;
  const auto page = acme.get("/organization/groups?limit=2");
  CHECK(ids(page) == names{"group_support", "group_sales"});
  acme.del("/organization/groups/group_sales");
  CHECK(ids(acme.get("/organization/groups?limit=2&after=group_sales")) ==
        names{"group_scim", "group_tenant"});
  CHECK(acme.get("/organization/groups?after=group_never").status == 400);
}

TEST_CASE("a list of the first kind ends with next null, of the second with its last id") {
  organization acme;
  CHECK(acme.get("/organization/groups").body.at("next").is_null());
  const auto users = acme.get("/organization/users").body;
  CHECK(users.at("first_id") == "user-ada");
  CHECK(users.at("last_id") == "user-joan");
  CHECK(users.at("has_more") == false);
}

TEST_CASE("a query parameter that no description has is refused") {
  organization acme;
  CHECK(acme.get("/organization/projects?include_archive=true").status == 400);
  CHECK(acme.get("/organization/users?order=asc").status == 400);
}

TEST_SUITE_END();

} // namespace rolecall::emulator
