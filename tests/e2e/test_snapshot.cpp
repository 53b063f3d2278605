#include "e2e/golden.hpp"
#include "e2e/rolecall.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <filesystem>

// The organization as a file, and plans for it without a key.

namespace rolecall::e2e {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> examples{"documentation", "documentation-update", "startup", "enterprise"};

/// In an environment that has neither key nor address.
outcome offline(const std::string& words, const std::string& folder) {
  return rolecall(words, {.folder = folder});
}

} // namespace

TEST_SUITE("snapshot") {
  TEST_CASE("the plan for a snapshot is the plan for the organization, byte for byte, without key and call") {
    for (const std::string& name : examples) {
      CAPTURE(name);
      emulator server(example_state(name));
      const setting here = against(server, example_folder(name));
      const folder place;
      const std::string file = place.path() + "/state.json";
      REQUIRE(rolecall("snapshot -q -o " + file, here).code == 0);
      CHECK(server.writes().empty());
      for (const std::string options : {"", " --format json", " --format markdown", " --show-kept",
                                        " --detailed-exitcode", " --max-removals 0"}) {
        CAPTURE(options);
        const outcome online = rolecall("plan" + options, here);
        server.forget();
        const outcome seen = offline("plan --state " + file + options, example_folder(name));
        CHECK(seen.out == online.out);
        CHECK(seen.err == online.err);
        CHECK(seen.code == online.code);
        CHECK(rolecall("plan -v --state " + file + options, here).out == online.out);
        CHECK(server.requests().empty());
      }
    }
  }

  TEST_CASE("of what a policy keeps, and of people, a snapshot tells no more than the API") {
    emulator server(example_state("startup"));
    const folder place;
    const setting here = against(server, place.path());
    REQUIRE(rolecall("snapshot -q -o state.json", here).code == 0);
    for (const std::string manage : {"additive", "authoritative"}) {
      place.put("rolecall.yaml", "version: 1\nmanage: " + manage + R"(
roles: {Cost Watcher: {permissions: [api.usage.read]}}
groups:
  Engineers: {members: [alan@example.com, grace@example.com, new@example.com], roles: [reader]}
  Founders: {members: [ada@example.com]}
users:
  ada@example.com: {roles: [owner]}
  grace@example.com: {roles: [reader]}
  new@example.com: {invite: true, roles: [reader]}
projects:
  playground:
    users: {alan@example.com: [member], ada@example.com: [viewer]}
    groups: {Engineers: [viewer]}
templates:
  - match: ["product-*"]
    groups: {Founders: [viewer]}
    users: {grace@example.com: [member]}
)");
      for (const std::string options : {"", " --format json", " --format markdown", " --show-kept",
                                        " --only 'project[\"playground\"]'"}) {
        const outcome online = rolecall("plan" + options, here);
        const outcome seen = offline("plan --state state.json" + options, place.path());
        CHECK(seen.out == online.out);
        CHECK(seen.err == online.err);
        CHECK(seen.code == online.code);
      }
    }
  }

  TEST_CASE("an emulator that starts with a snapshot gives the same snapshot and the same plan") {
    for (const std::string& name : examples) {
      CAPTURE(name);
      const folder place;
      emulator server(example_state(name));
      const outcome first = rolecall("snapshot", against(server, example_folder(name)));
      REQUIRE(first.code == 0);
      emulator copy(place.put("state.json", first.out));
      const setting there = against(copy, example_folder(name));
      CHECK(rolecall("snapshot", there).out == first.out);
      check_golden(rolecall("plan", there).out, example_folder(name) + "/plan.txt");
      // A snapshot does not have service accounts that are in no group yet; the enterprise puts one into a
      // group.
      CHECK(rolecall("apply --yes", there).code == (name == "enterprise" ? 6 : 0));
    }
  }

  TEST_CASE("a snapshot goes to stdout or to a file that only its owner may read; before it costs, it says "
            "how much") {
    emulator server(example_state("startup"));
    const setting here = against(server, example_folder("startup"));
    const outcome shown = rolecall("snapshot", here);
    CHECK(
        shown.err ==
        "rolecall: reading 21 more lists, 3 of them for what single users hold; then those that these name\n"
        "rolecall: reading 3 more lists\n");
    CHECK(shown.code == 0);
    CHECK(boost::json::parse(shown.out).at("format_version").as_string() == "1.0");
    const folder place;
    const outcome written = rolecall("snapshot -q -o " + place.path() + "/state.json", here);
    CHECK(written.out == "");
    CHECK(written.err == "");
    CHECK(written.code == 0);
    CHECK(place.get("state.json") == shown.out);
    CHECK(place.names() == std::vector<std::string>{"state.json"});
    const fs::perms mode = fs::status(place.path() + "/state.json").permissions();
    CHECK(mode == (fs::perms::owner_read | fs::perms::owner_write));
  }

  TEST_CASE("8: where one list may not be read nothing is written, and the list is named") {
    struct row {
      std::string route;
      std::string said;
    };
    for (const row& r :
         {row{"GET /organization/invites", "GET /organization/invites: 403: "},
          row{"GET /organization/users/user-alan/roles", "GET /organization/users/user-alan/roles: 403: "},
          row{"GET /projects/proj_live/groups/group_engineers/roles",
              "GET /projects/proj_live/groups/group_engineers/roles: 403: "}}) {
      CAPTURE(r.route);
      emulator server(example_state("startup"));
      server.fail({"403@" + r.route});
      const folder place;
      place.put("state.json", "what was there before");
      const outcome seen = rolecall("snapshot -q -o " + place.path() + "/state.json",
                                    against(server, example_folder("startup")));
      CHECK(seen.err.starts_with("rolecall: not everything could be read:\n  " + r.said));
      CHECK(seen.err.ends_with("\nA part of an organization is no use here; nothing was written.\n"));
      CHECK(seen.out == "");
      CHECK(seen.code == 8);
      CHECK(place.get("state.json") == "what was there before");
    }
  }

  TEST_CASE("1: a file that is no snapshot is named with the place and what is wrong") {
    const folder place;
    const std::string good =
        R"({"format_version": "1.0", "roles": [], "users": [], "groups": [], "projects": [)";
    place.put("rolecall.yaml", "version: 1\nmanage: additive\n");
    place.put("cut.json", good);
    place.put("hostile.json",
              good + "{\"id\": \"p\", \"name\": \"\\u001b[31m\", \"status\": \"\"}], \"invites\": []}");
    place.put("later.json", R"({"format_version": "2.0"})");
    place.put("empty.json", "");
    fs::resize_file(place.put("huge.json", "{"), std::uintmax_t{1} << 30U);
    fs::create_directory(place.path() + "/folder");
    struct row {
      std::string file;
      std::string said;
    };
    for (const row& r :
         {row{"cut.json", "cannot use cut.json: the file is not JSON: incomplete JSON at byte 79"},
          row{"hostile.json", "cannot use hostile.json: projects[0].status: is active or archived"},
          row{"later.json", "cannot use later.json: format_version: is \"2.0\", but this rolecall reads 1.x"},
          row{"empty.json", "cannot use empty.json: the file is empty"},
          row{"huge.json", "cannot read huge.json: File too large"},
          row{"folder", "cannot read folder: Is a directory"},
          row{"none.json", "cannot read none.json: No such file or directory"}}) {
      CAPTURE(r.file);
      const outcome seen = offline("plan --state " + r.file, place.path());
      CHECK(seen.err == "rolecall: " + r.said + "\n");
      CHECK(seen.out == "");
      CHECK(seen.code == 1);
    }
    const outcome by_hand = offline("plan --state " + example_state("startup"), place.path());
    CHECK(by_hand.err.find("becomes one by starting rolecall-emulator with it and taking a snapshot") !=
          std::string::npos);
    CHECK(by_hand.code == 1);
  }

  // Covers I35.
  TEST_CASE("a policy for another organization is refused offline as it is online") {
    const folder place;
    emulator server(example_state("documentation"));
    const setting here = against(server, place.path());
    place.put("rolecall.yaml", "version: 1\norganization: org-other\nmanage: additive\n");
    REQUIRE(rolecall("snapshot -q -o state.json", here).code == 0);
    const outcome online = rolecall("plan", here);
    const outcome seen = offline("plan --state state.json", place.path());
    CHECK(seen.err == online.err);
    CHECK(seen.code == 3);
    CHECK(online.code == 3);
  }

  TEST_CASE("64: nothing is applied to a file") {
    const outcome seen = rolecall("apply --yes --state state.json");
    CHECK(seen.err.starts_with("rolecall: 'rolecall apply' has no option --state"));
    CHECK(seen.code == 64);
  }
}

} // namespace rolecall::e2e
