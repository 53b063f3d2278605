#include "exporter/exports.hpp"
#include "support/plan_text.hpp"
#include "support/policies.hpp"
#include "support/worlds.hpp"

#include <doctest/doctest.h>

#include <string>

// What no file should hold, and what no policy can name: left alone, and said.

using namespace rolecall;
using namespace rolecall::test;

namespace {

constexpr const char* key = "sk-proj-abcdefgh12345678";

std::string exported(const model::organization& live) {
  return text_of(
      exporter::export_policy(live, {.layout = exporter::layout::single_file, .schema = {}}).files);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void check_left_alone(const model::organization& live) {
  const auto made = exporter::export_policy(live, {});
  INFO(text_of(made.files));
  CHECK(made.unsafe.empty());
  CHECK_FALSE(has(text_of(made.files), "abcdefgh"));
  model::policy policy = policy_of(made);
  CHECK(operations(plan_of(policy, live)) == "");
  policy.manage = all_authoritative;
  CHECK(operations(plan_of(policy, live)) == "");
}

} // namespace

TEST_SUITE("exporter") {
  TEST_CASE("a group that is named like an API key is left alone, by a glob that does not say the key") {
    world of;
    of.user("ada").group(key).group("Ops").member(key, "ada").grant(key, "reader");
    of.project("P").grant_in("P", key, "viewer").grant_in("P", "Ops", "viewer");
    const std::string text = exported(of.live());
    CHECK(has(text, "  # Nothing is removed here, whatever stands at the top: somebody who cannot be"));
    CHECK(has(text, "\n  P:\n    manage: additive\n"));
    check_left_alone(of.live());
  }

  TEST_CASE("so is a role, and who holds it keeps it") {
    world of;
    of.user("ada")
        .group("Ops")
        .role(key, {"p"})
        .grant("Ops", key)
        .grant("Ops", "reader")
        .user_grant("ada", key);
    of.project("P").project_role("P", key, {"p"}).user_grant_in("P", "ada", key);
    const std::string text = exported(of.live());
    CHECK(has(text, "    roles: [\"sk-?????????????????????\"]\n"));
    CHECK(
        has(text,
            "  Ops: # it holds a role that cannot be written\n    manage: additive\n    roles: [reader]\n"));
    CHECK(has(text,
              "  ada@example.com: {} # holds a role that cannot be written, so none of his is managed\n"));
    check_left_alone(of.live());
  }

  TEST_CASE("a description that holds a key is left as it is; a role with an odd permission too") {
    world of;
    of.role("A", {"p"}).describe("role_A", key).role("B", {"p", "two words"});
    const std::string text = exported(of.live());
    CHECK(has(
        text,
        "  A: # its description holds what no file should, and is left as it is\n    permissions: [p]\n"));
    CHECK(has(text, "  B: # one of its permissions cannot be written, so the role is left as it is\n"
                    "    create: false\n"));
    check_left_alone(of.live());
  }

  TEST_CASE("what no glob tells either is named as what authoritative would take away") {
    world of;
    of.role("", {"p"}, "role_nameless");
    const auto made = exporter::export_policy(of.live(), {});
    CHECK(made.unsafe == std::vector<std::string>{"a role whose name cannot be written, since it has none"});
    CHECK(has(text_of(made.files),
              "\n# BEWARE: authoritative would take away a role whose name cannot be written, "
              "since it has none.\n"));
  }

  TEST_CASE("files of projects have names that every file system takes, and no two have one") {
    world of;
    for (const char* name : {"Prod / API", "prod-api", "CON", "...", "\u65e5\u672c", "Prod-API"})
      of.project(name);
    std::vector<std::string> paths;
    for (const auto& file : exporter::export_policy(of.live(), {}).files) paths.push_back(file.path);
    CHECK(paths == std::vector<std::string>{"rolecall.yaml", "projects/project.yaml",
                                            "projects/project-con.yaml", "projects/prod-api.yaml",
                                            "projects/prod-api-2.yaml", "projects/prod-api-3.yaml",
                                            "projects/project-2.yaml"});
  }
}
