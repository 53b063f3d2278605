#include "wire/encode.hpp"

#include <doctest/doctest.h>

using namespace rolecall;

TEST_SUITE("wire") {
  TEST_CASE("requests have the members of the API's description") {
    CHECK(wire::create_role("R", std::nullopt, {"a", "b"}) == R"({"role_name":"R","permissions":["a","b"]})");
    CHECK(wire::create_role("R", "", {}) == R"({"role_name":"R","permissions":[],"description":""})");
    CHECK(wire::update_role(std::nullopt, std::nullopt, std::vector<std::string>{"a"}) ==
          R"({"permissions":["a"]})");
    CHECK(wire::update_role(std::nullopt, "d", std::nullopt) == R"({"description":"d"})");
    CHECK(wire::update_role("N", std::nullopt, std::nullopt) == R"({"role_name":"N"})");
    CHECK(wire::create_invite("a@b.c") == R"({"email":"a@b.c","role":"reader","projects":[]})");
    CHECK(wire::add_project_user("u", "member") == R"({"user_id":"u","role":"member"})");
    CHECK(wire::add_member("u") == R"({"user_id":"u"})");
    CHECK(wire::legacy_role("reader") == R"({"role":"reader"})");
    CHECK(wire::named("G \"1\"\n") == R"({"name":"G \"1\"\n"})");
    CHECK(wire::assign_role("r~1") == R"({"role_id":"r~1"})");
    CHECK(wire::add_project_group("g", "r") == R"({"group_id":"g","role":"r"})");
  }
}
