#include "model/address.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using rolecall::model::address;
using rolecall::model::address_part;

TEST_SUITE_BEGIN("model");

TEST_CASE("an address shows every fact by its names, and says what it is") {
  struct row {
    address at;
    std::string text;
    std::string type;
  };
  const address_part checkout{"project", {"Checkout", {}}};
  const address_part support{"group", {"Support Team", {}}};
  const std::vector<row> table{
      {address() / address_part{"role", {"API Group Manager", {}}}, R"(role["API Group Manager"])", "role"},
      {address() / support, R"(group["Support Team"])", "group"},
      {address() / support / address_part{"member", {"ada@example.com", {}}},
       R"(group["Support Team"].member["ada@example.com"])", "group_member"},
      {address() / support / address_part{"grant", {"reader", {}}},
       R"(group["Support Team"].grant["reader"])", "group_grant"},
      {address() / checkout, R"(project["Checkout"])", "project"},
      {address() / checkout / address_part{"role", {"Key Steward", {}}},
       R"(project["Checkout"].role["Key Steward"])", "project_role"},
      {address() / checkout / support, R"(project["Checkout"].group["Support Team"])", "project_group"},
      {address() / checkout / support / address_part{"grant", {"Key Steward", {}}},
       R"(project["Checkout"].group["Support Team"].grant["Key Steward"])", "project_group_grant"},
      {address(), "", ""},
  };
  for (const row& r : table) {
    CHECK(r.at.text() == r.text);
    CHECK(r.at.type() == r.type);
  }
}

TEST_CASE("a name of two live things carries the id, outside of the quotes") {
  CHECK((address() / address_part{"group", {"Support", "group_1"}}).text() == R"(group["Support"#group_1])");
  CHECK((address() / address_part{"group", {"Support#group_1", {}}}).text() == R"(group["Support#group_1"])");
}

TEST_CASE("hostile names and ids are escaped and stay distinct") {
  const auto text = [](const std::string& name, const std::string& id = {}) {
    return (address() / address_part{"role", {name, id}}).text();
  };
  CHECK(text("a\"].grant[\"owner") == R"(role["a\"].grant[\"owner"])");
  CHECK(text("a\\") == R"(role["a\\"])");
  CHECK(text("\x1B]8;;x\n") == R"(role["\u001b]8;;x\u000a"])");
  CHECK(text("\xE2\x80\xAE") == R"(role["\u202e"])");
  CHECK(text("x", "\x1B[2J") == R"(role["x"#\u{1b}[2J])");
  CHECK(text("\\u001b") != text("\x1B"));
}

TEST_CASE("extending an address leaves the shorter one as it was") {
  const address project = address() / address_part{"project", {"P", {}}};
  const address role = project / address_part{"role", {"R", {}}};
  CHECK(project.text() == R"(project["P"])");
  CHECK(role.parts().size() == 2);
  CHECK(project < role);
}

TEST_SUITE_END();
