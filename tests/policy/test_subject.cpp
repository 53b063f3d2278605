#include "policy/subject.hpp"

#include <doctest/doctest.h>

using namespace rolecall;

TEST_SUITE("policy") {
  TEST_CASE("an address is read as it is written, and in no other form") {
    struct row {
      const char* text;
      const char* canonical; ///< null: it is none
    };
    const row rows[] = {
        {R"(role["API Group Manager"])", R"(role["API Group Manager"])"},
        {R"(project["Checkout"].group["Support"].grant["viewer"])",
         R"(project["Checkout"].group["Support"].grant["viewer"])"},
        {R"(project["Checkout"].role["R"].permission["api.files.read"])",
         R"(project["Checkout"].role["R"].permission["api.files.read"])"},
        {R"(permission_set["a.b"])", R"(permission_set["a.b"])"},
        {R"(project_role["x"])", R"(project_role["x"])"},
        {R"(template["prod-*, x"].user["a@b.c"])", R"(template["prod-*, x"].user["a@b.c"])"},
        {R"(group["G"].member["Ada@Example.com"])", R"(group["G"].member["ada@example.com"])"},
        {R"(user["User-Id"])", R"(user["User-Id"])"},
        {R"(group["Ada@Example.com"])", R"(group["Ada@Example.com"])"},
        {R"(group["a].b[\"c\\"])", R"(group["a].b[\"c\\"])"},
        {R"(group["\u0041\u202E"])", R"(group["A\u202e"])"},
        {R"(group["Same"#group_1])", R"(group["Same"#group_1])"},
        {"", nullptr},
        {"role", nullptr},
        {R"(role[])", nullptr},
        {R"(role["a)", nullptr},
        {R"(role["a")", nullptr},
        {R"(role["a"].)", nullptr},
        {R"(role["a"] )", nullptr},
        {R"(role["a"]role["b"])", nullptr},
        {R"(Role["a"])", nullptr},
        {R"(role['a'])", nullptr},
        {R"(role["\n"])", nullptr},
        {R"(role["\u12"])", nullptr},
        {R"(role["\ud800"])", nullptr},
        {R"(role["a"#])", nullptr},
        {R"(role["a"#b)", nullptr},
        {R"(group["a"].role["b"])", nullptr},
        {R"(grant["a"])", nullptr},
        {R"(project["a"].member["b"])", nullptr},
    };
    for (const row& r : rows) {
      CAPTURE(r.text);
      const auto canonical = policy::canonical_address(r.text);
      REQUIRE(canonical.has_value() == (r.canonical != nullptr));
      if (canonical) CHECK(*canonical == r.canonical);
    }
  }
}
