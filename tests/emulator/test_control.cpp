#include "organization.hpp"

#include <doctest/doctest.h>

namespace rolecall::emulator {

TEST_SUITE_BEGIN("emulator");

TEST_CASE("the requests received are listed with what the client saw") {
  organization acme;
  acme.fail_with("drop@POST *#1");
  acme.get("/organization/roles?limit=1");
  acme.post("/organization/groups", R"({"name": "X"})");
  acme.get("/organization/nothing");
  const auto all = acme.get("/__emulator/requests").body.at("requests");
  REQUIRE(all.as_array().size() == 3);
  CHECK(text(all.at(0)) ==
        R"({"seq":1,"method":"GET","target":"/v1/organization/roles?limit=1","status":200})");
  CHECK(all.at(1).at("status").is_null());
  CHECK(all.at(1).at("body") == R"({"name": "X"})");
  CHECK(all.at(2).at("status") == 404);
  acme.del("/__emulator/requests");
  CHECK(acme.get("/__emulator/requests").body.at("requests").as_array().empty());
}

TEST_CASE("the state can be replaced, or is left alone if the new one is wrong") {
  organization acme;
  CHECK(acme.ask("PUT", "/__emulator/state", R"({"groups": [{"id": "g", "name": "Only"}]})").status == 200);
  CHECK(acme.walk("/organization/groups") == std::vector<std::string>{"g"});
  const auto refused = acme.ask("PUT", "/__emulator/state", R"({"grups": []})");
  CHECK(refused.status == 400);
  CHECK(text(refused.body.at("error").at("message")).find("grups") != std::string::npos);
  CHECK(acme.walk("/organization/groups") == std::vector<std::string>{"g"});
}

TEST_CASE("behaviours are changed while it runs, all or none") {
  organization acme;
  CHECK(acme.post("/__emulator/behaviours", R"({"duplicate_name": "accept", "edit_scim": "400"})").status ==
        200);
  CHECK(acme.get("/__emulator/behaviours").body.at("edit_scim") == "400");
  CHECK(acme.post("/__emulator/behaviours", R"({"edit_scim": "403", "no_such": "1"})").status == 400);
  CHECK(acme.get("/__emulator/behaviours").body.at("edit_scim") == "400");
}

TEST_CASE("faults are switched on and off while it runs") {
  organization acme;
  CHECK(acme.post("/__emulator/faults", R"(["500@GET /organization/roles"])").status == 200);
  CHECK(acme.get("/organization/roles").status == 500);
  CHECK(acme.post("/__emulator/faults", R"(["505"])").status == 400);
  CHECK(acme.get("/organization/roles").status == 500);
  CHECK(acme.post("/__emulator/faults", "[]").status == 200);
  CHECK(acme.get("/organization/roles").status == 200);
}

TEST_CASE("what the emulator does not know of itself is not found") {
  organization acme;
  CHECK(acme.get("/__emulator/nothing").status == 404);
}

TEST_SUITE_END();

} // namespace rolecall::emulator
