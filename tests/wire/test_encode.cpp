#include "wire/encode.hpp"

#include <doctest/doctest.h>

using namespace rolecall;

TEST_SUITE("wire") {
  TEST_CASE("requests have the members of the API's description") {
    CHECK(wire::create_role("R", std::nullopt, {"a", "b"}) == R"({"role_name":"R","permissions":["a","b"]})");
    CHECK(wire::create_role("R", "", {}) == R"({"role_name":"R","permissions":[],"description":""})");
    CHECK(wire::update_role(std::nullopt, std::vector<std::string>{"a"}) == R"({"permissions":["a"]})");
    CHECK(wire::update_role("d", std::nullopt) == R"({"description":"d"})");
    CHECK(wire::create_group("G \"1\"\n") == R"({"name":"G \"1\"\n"})");
    CHECK(wire::assign_role("r~1") == R"({"role_id":"r~1"})");
    CHECK(wire::add_project_group("g", "r") == R"({"group_id":"g","role":"r"})");
  }
}
