#include "e2e/golden.hpp"
#include "e2e/rolecall.hpp"
#include "support/readme.hpp"

#include <doctest/doctest.h>

#include <set>

// The examples from their policy to an organization that matches it, and what their READMEs say about them.

namespace rolecall::e2e {
namespace {

const std::vector<std::string> examples{"documentation", "documentation-update", "startup",        "people",
                                        "enterprise",    "shared/platform",      "shared/research"};

void check_reads(const std::vector<request>& requests, std::size_t promised) {
  std::set<std::string> targets;
  for (const request& r : requests) {
    CHECK(r.method == "GET");
    CHECK_MESSAGE(targets.insert(r.target).second, r.target << " was read twice");
  }
  CHECK(requests.size() == promised);
}

} // namespace

TEST_SUITE("examples") {
  TEST_CASE("every example is valid") {
    for (const std::string& name : examples) {
      CAPTURE(name);
      const outcome checked = rolecall("validate", {.folder = example_folder(name)});
      const std::string files = name == "enterprise" ? "67 files" : "1 file";
      const std::string accepted = name == "startup" ? ", 1 warning accepted by allow" : "";
      CHECK(checked.out == "The policy is valid (" + files + accepted + ").\n");
      CHECK(checked.err == "");
      CHECK(checked.code == 0);
    }
  }

  TEST_CASE("every example is planned as its golden plan says, with the calls that its README promises") {
    for (const std::string& name : examples) {
      CAPTURE(name);
      emulator server(example_state(name));
      const outcome planned = rolecall("plan", against(server, example_folder(name)));
      check_golden(planned.out, example_folder(name) + "/plan.txt");
      CHECK(planned.err == "");
      CHECK(planned.code == 0);
      check_reads(server.requests(), testing::calls_promised(name));
    }
  }

  // Covers V5.
  TEST_CASE("every example is applied, then there are no changes and nothing is written") {
    for (const std::string& name : examples) {
      CAPTURE(name);
      emulator server(example_state(name));
      const setting here = against(server, example_folder(name));
      CHECK(rolecall("plan --detailed-exitcode", here).code == 2);
      CHECK(server.writes().empty());

      const outcome applied = rolecall("apply --yes", here);
      INFO(applied.out);
      CHECK(applied.err == "");
      REQUIRE(applied.code == 0);
      CHECK_FALSE(server.writes().empty());

      const outcome again = rolecall("plan --detailed-exitcode", here);
      CHECK(again.out.find("\nNo changes") != std::string::npos);
      CHECK(again.code == 0);
      server.forget();
      const outcome second = rolecall("apply --yes", here);
      CHECK(second.out == again.out);
      CHECK(second.code == 0);
      CHECK(server.writes().empty());
    }
  }

  TEST_CASE("two policies share an organization: applying one changes no operation of the other") {
    const std::vector<std::string> both{"shared/platform", "shared/research"};
    for (const bool swapped : {false, true}) {
      emulator server(example_state("shared"));
      const std::string& first = both[swapped ? 1 : 0];
      const std::string& second = both[swapped ? 0 : 1];
      const auto operations = [&](const std::string& name) {
        const std::string plan = rolecall("plan", against(server, example_folder(name))).out;
        return plan.substr(0, plan.find("\nPlan: "));
      };
      const std::string before = operations(second);
      REQUIRE(rolecall("apply --yes", against(server, example_folder(first))).code == 0);
      CHECK(operations(second) == before);
      REQUIRE(rolecall("apply --yes", against(server, example_folder(second))).code == 0);
      for (const std::string& name : both)
        CHECK(rolecall("plan --detailed-exitcode", against(server, example_folder(name))).code == 0);
    }
  }

  TEST_CASE("a change behind the policy's back is found by the next plan") {
    emulator server(example_state("startup"));
    const setting here = against(server, example_folder("startup"));
    REQUIRE(rolecall("apply --yes", here).code == 0);
    CHECK(server
              .post("/projects/proj_live/groups/group_engineers/roles",
                    R"({"role_id": "role-api-project-owner"})")
              .status == 200);
    CHECK(server
              .post("/organization/roles/role_watch",
                    R"({"permissions": ["api.usage.read", "api.audit_logs.read"]})")
              .status == 200);

    const outcome found = rolecall("plan --detailed-exitcode", here);
    CHECK(found.out ==
          "Organization: org-startup\n\n"
          "~ role[\"Cost Watcher\"]                                       rolecall.yaml:17:3\n"
          "      - api.audit_logs.read\n"
          "- project[\"product-live\"].group[\"Engineers\"].grant[\"owner\"]  not in the policy\n\n"
          "Plan: 0 to add, 1 to change, 1 to remove.\n\n"
          "Kept because additive: 1 group.\n");
    CHECK(found.code == 2);
    CHECK(rolecall("apply --yes", here).code == 0);
    CHECK(rolecall("plan --detailed-exitcode", here).code == 0);
  }
}

} // namespace rolecall::e2e
