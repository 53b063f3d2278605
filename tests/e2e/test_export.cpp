#include "e2e/golden.hpp"
#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

// An organization as a policy, and a first policy where there is none.

namespace rolecall::e2e {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> examples{"documentation", "documentation-update", "startup", "enterprise"};

void make_authoritative(const std::string& file) {
  std::string text = contents(file);
  const std::string additive = "\nmanage: additive\n";
  const auto at = text.find(additive);
  REQUIRE(at != std::string::npos);
  text.replace(at, additive.size(), "\nmanage: authoritative\n");
  std::ofstream(file) << text;
}

void check_no_changes(const setting& here, const std::string& path) {
  const outcome planned = rolecall("plan --detailed-exitcode " + path, here);
  INFO(planned.out);
  CHECK(planned.out.find("\nNo changes") != std::string::npos);
  CHECK(planned.code == 0);
}

} // namespace

TEST_SUITE("export") {
  TEST_CASE("the policy of an organization changes nothing, as it is written and when it is authoritative") {
    for (const std::string& name : examples) {
      CAPTURE(name);
      emulator server(example_state(name));
      const folder place;
      const setting here = against(server, place.path());
      const outcome exported = rolecall("export -o policy", here);
      INFO(exported.err);
      REQUIRE(exported.code == 0);
      CHECK(exported.out == "");
      CHECK(server.writes().empty());
      check_no_changes(here, "policy");
      make_authoritative(place.path() + "/policy/rolecall.yaml");
      check_no_changes(here, "policy");
    }
  }

  TEST_CASE("a snapshot is exported without key and call, to the same bytes, in a folder or in one file") {
    emulator server(example_state("enterprise"));
    const folder place;
    const setting here = against(server, place.path());
    REQUIRE(rolecall("snapshot -q -o state.json", here).code == 0);
    const outcome shown = rolecall("export --single-file", here);
    REQUIRE(shown.code == 0);
    server.forget();
    const setting offline{.folder = place.path()};
    CHECK(rolecall("export -q --single-file --state state.json", offline).out == shown.out);
    const outcome written = rolecall("export -q --single-file --state state.json -o rolecall.yaml", offline);
    CHECK(written.out == "");
    CHECK(written.err == "");
    CHECK(written.code == 0);
    const std::string with_schema =
        "export -q --single-file --schema rolecall.schema.json --state state.json";
    CHECK(place.get("rolecall.yaml") == rolecall(with_schema, offline).out);
    CHECK(place.get("rolecall.yaml").starts_with("# yaml-language-server: $schema=rolecall.schema.json\n"));
    CHECK(place.get("rolecall.schema.json") == rolecall("schema policy").out);
    const outcome folder = rolecall("export --state state.json -o policy", offline);
    CHECK(folder.err ==
          "rolecall: exported to policy: 26 groups with 84 members, 4 users with roles, 60 projects, "
          "4 organization roles, 7 shared project roles.\n"
          "Read it, then: rolecall plan policy\n"
          "It shows that nothing would change.\n");
    CHECK(rolecall("validate policy", offline).code == 0);
    CHECK(server.requests().empty());
  }

  TEST_CASE("a folder names the schema that lies in it; files are as readable as the umask says") {
    const folder place;
    emulator server(example_state("startup"));
    const setting here = against(server, place.path());
    const mode_t before = ::umask(022);
    REQUIRE(rolecall("export -q -o new/policy", here).code == 0);
    ::umask(before);
    CHECK(place.get("new/policy/rolecall.yaml")
              .starts_with("# yaml-language-server: $schema=rolecall.schema.json\n"));
    CHECK(place.get("new/policy/projects/product-live.yaml")
              .starts_with("# yaml-language-server: $schema=../rolecall.schema.json\n"));
    CHECK((place.get("new/policy/rolecall.schema.json") == rolecall("schema policy").out));
    const fs::perms mode = fs::status(place.path() + "/new/policy/rolecall.yaml").permissions();
    CHECK(mode ==
          (fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read));
    REQUIRE(rolecall("export -q --schema https://example.com/s.json -o other", here).code == 0);
    CHECK(place.get("other/projects/product-live.yaml")
              .starts_with("# yaml-language-server: $schema=https://example.com/s.json\n"));
    CHECK_FALSE(fs::exists(place.path() + "/other/rolecall.schema.json"));
  }

  TEST_CASE("1: nothing is written over, and nothing is read before that is clear") {
    emulator server(example_state("startup"));
    const folder place;
    place.put("rolecall.yaml", "mine");
    fs::create_directory(place.path() + "/empty");
    const setting here = against(server, place.path());
    const outcome folder = rolecall("export -o .", here);
    CHECK(folder.err ==
          "rolecall: . is not empty, and nothing is ever written over: choose a new folder, and compare "
          "the two\n");
    CHECK(folder.code == 1);
    const outcome file = rolecall("export --single-file -o rolecall.yaml", here);
    CHECK(
        file.err ==
        "rolecall: rolecall.yaml is there already, and nothing is ever written over: choose another name\n");
    CHECK(file.code == 1);
    CHECK(rolecall("export -o rolecall.yaml", here).err ==
          "rolecall: rolecall.yaml is there already and is no folder: choose another name\n");
    CHECK(server.requests().empty());
    CHECK(place.get("rolecall.yaml") == "mine");
    CHECK(rolecall("export -q -o empty", here).code == 0);
  }

  TEST_CASE("1: what cannot be written is said, and nothing is left behind") {
    emulator server(example_state("startup"));
    const folder place;
    fs::create_symlink("/nowhere/at/all", place.path() + "/link");
    const outcome seen = rolecall("export -q -o link", against(server, place.path()));
    CHECK(seen.err.starts_with("rolecall: cannot create link: "));
    CHECK(seen.err.ends_with("\nrolecall: nothing was written\n"));
    CHECK(seen.code == 1);
    CHECK(place.names() == std::vector<std::string>{"link"});
  }

  TEST_CASE("8: a part of an organization is not exported") {
    emulator server(example_state("startup"));
    server.fail({"403@GET /organization/invites"});
    const folder place;
    const outcome seen = rolecall("export -q -o policy", against(server, place.path()));
    CHECK(
        seen.err.starts_with("rolecall: not everything could be read:\n  GET /organization/invites: 403: "));
    CHECK(seen.code == 8);
    CHECK(place.names().empty());
  }

  TEST_CASE("64: a folder needs a name") {
    for (const std::string words : {"export", "export -o -", "export --state state.json"}) {
      const outcome seen = rolecall(words);
      CHECK(seen.err.starts_with(
          "rolecall: say where to: -o FOLDER, or --single-file for one file on stdout\n"));
      CHECK(seen.code == 64);
    }
  }

  TEST_CASE(
      "init writes a policy that is valid without warnings and changes nothing, and says what is next") {
    emulator server(example_state("startup"));
    const folder place;
    const setting here = against(server, place.path());
    const outcome seen = rolecall("init", {.folder = place.path()});
    check_golden(seen.err, ROLECALL_SOURCE_DIR "/tests/golden/init/said.txt");
    check_golden(place.get("rolecall.yaml"), ROLECALL_SOURCE_DIR "/tests/golden/init/rolecall.yaml");
    CHECK(seen.out == "");
    CHECK(seen.code == 0);
    CHECK(place.names() == std::vector<std::string>{"rolecall.schema.json", "rolecall.yaml"});
    const outcome checked = rolecall("validate", here);
    CHECK(checked.out == "The policy is valid (1 file).\n");
    CHECK(checked.err == "");
    check_no_changes(here, "");
  }

  TEST_CASE("init makes the folder, and writes over nothing") {
    const folder place;
    place.put("rolecall.schema.json", "mine");
    const setting here{.folder = place.path()};
    const outcome below = rolecall("init new/access", here);
    CHECK(below.err.starts_with("rolecall: wrote new/access/rolecall.yaml, which changes nothing yet, and "
                                "new/access/rolecall.schema.json for editors.\n"));
    CHECK(below.err.find("  rolecall plan new/access/rolecall.yaml        what would change?") !=
          std::string::npos);
    CHECK(below.code == 0);
    CHECK(fs::exists(place.path() + "/new/access/rolecall.yaml"));
    const outcome beside = rolecall("init .", here);
    CHECK(beside.err.starts_with(
        "rolecall: wrote rolecall.yaml, which changes nothing yet. rolecall.schema.json "
        "was there already and is left as it is.\n"));
    CHECK(beside.code == 0);
    CHECK(place.get("rolecall.schema.json") == "mine");
    place.put("rolecall.yaml", "mine");
    const outcome again = rolecall("init", here);
    CHECK(again.err.find("rolecall.yaml is there already, and nothing is ever written over") !=
          std::string::npos);
    CHECK(again.code == 1);
    CHECK(place.get("rolecall.yaml") == "mine");
  }
}

} // namespace rolecall::e2e
