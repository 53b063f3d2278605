#include "policy/lint_permissions.hpp"
#include "policy/permissions.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace rolecall;
using namespace rolecall::policy;

TEST_SUITE("policy") {
  TEST_CASE("every permission of the table is found, and looks like one") {
    for (const known_permission& p : known_permissions()) {
      CAPTURE(p.name);
      CHECK(find_permission(p.name) == &p);
      CHECK(p.name.find('.') != std::string_view::npos);
      CHECK(p.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") == std::string_view::npos);
      const std::string_view verb = p.name.substr(p.name.rfind('.') + 1);
      CHECK((verb == "read" || verb == "write" || verb == "request"));
      if (p.where != works_in::unsure)
        CHECK(p.source == evidence::documented); // weak texts say nothing of scopes
    }
    CHECK(find_permission("") == nullptr);
    CHECK(find_permission("*") == nullptr);
    CHECK(find_permission("api.groups") == nullptr);
  }

  TEST_CASE("what an organization's predefined roles show wins over the table") {
    test::world w;
    w.predefined("owner", {"api.brand.new.write", "api.groups.read"}).project("P");
    w.role("Custom", {"api.custom.read"});
    model::organization live = w.live();
    for (model::live_role& r : live.roles) {
      if (r.predefined && r.project_id == "proj_P") r.permissions = {"*", "api.groups.write"};
    }
    const permission_knowledge offline;
    const permission_knowledge online(live);
    struct row {
      const char* name;
      bool known_offline;
      bool known_online;
      works_in online_where;
    };
    const row rows[] = {
        {"api.brand.new.write", false, true, works_in::unsure},
        {"*", false, true, works_in::unsure},
        {"anything", false, false, works_in::unsure},
        {"api.custom.read", false, false, works_in::unsure}, // a custom role proves nothing
        {"api.groups.read", true, true, works_in::organization},
        {"api.groups.write", true, true, works_in::unsure}, // seen in a project
        {"api.organization.projects.api_keys.read", true, true, works_in::projects},
    };
    for (const row& r : rows) {
      CAPTURE(r.name);
      CHECK(offline.knows(r.name) == r.known_offline);
      CHECK(online.knows(r.name) == r.known_online);
      CHECK(online.where(r.name) == r.online_where);
    }
    CHECK_FALSE(offline.has_seen_live());
    CHECK(online.has_seen_live());
    CHECK(offline.nearest("api.brand.new.writ") == std::nullopt);
    CHECK(online.nearest("api.brand.new.writ") == "api.brand.new.write");
    CHECK(online.nearest("api.grops.read") == "api.groups.read");
  }
}
