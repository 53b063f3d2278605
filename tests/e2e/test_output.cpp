#include "e2e/golden.hpp"
#include "e2e/rolecall.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <sstream>

// What comes out, in which shape, and where.

namespace rolecall::e2e {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

struct scene {
  emulator server{example_state("startup")};
  setting here = against(server, example_folder("startup"));
};

void check_file(const folder& place, const std::string& expected) {
  CHECK(place.names() == std::vector<std::string>{"out"});
  CHECK(place.get("out") == expected);
  const fs::perms mode = fs::status(place.path() + "/out").permissions();
  CHECK(mode == (fs::perms::owner_read | fs::perms::owner_write));
}

} // namespace

TEST_SUITE("output") {
  TEST_CASE("a plan as JSON or Markdown is the same on stdout and in a file that only its owner may read") {
    scene s;
    for (const std::string shape : {"json", "markdown", "text"}) {
      CAPTURE(shape);
      const outcome seen = rolecall("plan --format " + shape, s.here);
      CHECK(seen.err == "");
      CHECK(seen.code == 0);
      const folder place;
      place.put("out", "what was there before");
      fs::permissions(place.path() + "/out", fs::perms::all);
      const outcome written = rolecall("plan --format " + shape + " -o " + place.path() + "/out", s.here);
      CHECK(written.out == "");
      CHECK(written.err == "");
      CHECK(written.code == 0);
      check_file(place, seen.out);
    }
  }

  TEST_CASE("the JSON plan says what the text says") {
    scene s;
    const json::value plan = json::parse(rolecall("plan --format json", s.here).out);
    CHECK(plan.at("organization").as_string() == "org-startup");
    CHECK(plan.at("applyable").as_bool());
    CHECK(plan.at("complete").as_bool());
    CHECK(plan.at("summary").at("add").as_int64() == 11);
    CHECK(plan.at("summary").at("change").as_int64() == 1);
    CHECK(plan.at("summary").at("remove").as_int64() == 4);
    CHECK(plan.at("resource_changes").as_array().size() == 16);
  }

  // Covers F39.
  TEST_CASE("where no file can be written there is none, also none half done, and the reason is told") {
    scene s;
    const folder place;
    const outcome missing = rolecall("plan -o " + place.path() + "/no/plan.txt", s.here);
    CHECK(missing.err ==
          "rolecall: cannot write " + place.path() + "/no/plan.txt: No such file or directory\n");
    CHECK(missing.code == 1);
    fs::create_directory(place.path() + "/taken");
    const outcome taken = rolecall("plan -o " + place.path() + "/taken", s.here);
    CHECK(taken.err == "rolecall: cannot write " + place.path() + "/taken: Is a directory\n");
    CHECK(taken.code == 1);
    CHECK(place.names() == std::vector<std::string>{"taken"});
    const outcome full = rolecall("plan >/dev/full", s.here);
    CHECK(full.err == "rolecall: cannot write to standard output: No space left on device\n");
    CHECK(full.code == 1);
    const outcome closed = rolecall("version >&-");
    CHECK(closed.err == "rolecall: cannot write to standard output: Bad file descriptor\n");
    CHECK(closed.code == 1);
  }

  TEST_CASE("no file says that a policy is valid when it is so no more") {
    const folder place;
    const setting here{.folder = place.path()};
    place.put("rolecall.yaml", "version: 1\nmanage: additive\n");
    CHECK(rolecall("validate -o said", here).code == 0);
    CHECK(place.get("said") == "The policy is valid (1 file).\n");
    place.put("rolecall.yaml", "version: 2\nmanage: additive\n");
    const outcome invalid = rolecall("validate -o said", here);
    CHECK(invalid.code == 3);
    CHECK(place.get("said") == invalid.err);
    CHECK(place.get("said").find("rolecall.yaml:1:10: error: ") == 0);
  }

  TEST_CASE("validate reports as JSON what it says as text") {
    const folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: additive\nrole: {}\n");
    const setting here{.folder = place.path()};
    const outcome seen = rolecall("validate --format json", here);
    CHECK(seen.err == "");
    CHECK(seen.code == 3);
    const json::value report = json::parse(seen.out);
    CHECK_FALSE(report.at("valid").as_bool());
    CHECK(report.at("diagnostics").at(0).at("range").at("start").at("line").as_int64() == 3);
    place.put("rolecall.yaml", "version: 1\nmanage: additive\n");
    const outcome fine = rolecall("validate --format json", here);
    CHECK(json::parse(fine.out).at("valid").as_bool());
    CHECK(fine.code == 0);
    CHECK(rolecall("validate -q", here).out == "");
    CHECK(rolecall("validate -", {.input = "version: 1\nmanage: additive\n"}).out ==
          "The policy is valid (1 file).\n");
  }

  TEST_CASE("a warning has the address that allow accepts it by, and a plan gives it once") {
    const folder place;
    const std::string policy =
        "version: 1\nmanage: additive\nroles: {R: {permissions: [api.brand.new.read]}}\n"
        "groups: {G: {roles: [R]}}\n";
    place.put("rolecall.yaml", policy);
    emulator server(example_state("startup"));
    const setting here = against(server, place.path());
    const outcome said = rolecall("validate --format json", here);
    const json::value found = json::parse(said.out).at("diagnostics").at(0);
    CHECK(found.at("rule").as_string() == "RC120");
    const std::string address(found.at("address").as_string());
    CHECK(address == "role[\"R\"].permission[\"api.brand.new.read\"]");

    const outcome planned = rolecall("plan", here);
    const auto first = planned.err.find("[RC120]");
    CHECK(planned.err.find("and no predefined role of this organization has it [RC120]") < first);
    CHECK(planned.err.find("[RC120]", first + 1) == std::string::npos);
    CHECK(planned.code == 0);
    CHECK(rolecall("plan -q", here).err == "");

    place.put("rolecall.yaml", policy + "allow: [{rule: RC120, at: '" + address + "', reason: announced}]\n");
    CHECK(rolecall("plan", here).err == "");
    CHECK(rolecall("validate", here).out == "The policy is valid (1 file, 1 warning accepted by allow).\n");
  }

  TEST_CASE("apply as JSON is one document with what became of each change") {
    scene s;
    const folder place;
    const outcome seen = rolecall("apply --yes --format json -o " + place.path() + "/out", s.here);
    CHECK(seen.out == "");
    CHECK(seen.code == 0);
    const json::value result = json::parse(place.get("out"));
    CHECK(result.at("steps").as_array().size() == 16);
    for (const json::value& step : result.at("steps").as_array())
      CHECK(step.at("outcome").as_string() == "done");
    const outcome nothing = rolecall("apply --yes --format json", s.here);
    CHECK(json::parse(nothing.out).at("steps").as_array().empty());
    CHECK(nothing.code == 0);
  }

  TEST_CASE("whoami tells organization, key and owner with three calls") {
    scene s;
    const outcome text = rolecall("whoami", s.here);
    CHECK(text.out == "api           127.0.0.1\n"
                      "organization  org-startup\n"
                      "key           sk-admin...bcd\n"
                      "owner         Ada\n"
                      "roles         available: 2 predefined, 2 custom\n"
                      "groups        available: 3 groups\n"
                      "admin keys    available: 1 admin key\n");
    CHECK(text.code == 0);
    CHECK(s.server.requests().size() == 3);
    const json::value as_json = json::parse(rolecall("whoami --format json", s.here).out);
    CHECK(as_json.at("organization").as_string() == "org-startup");
    CHECK(as_json.at("key").as_string() == "sk-admin...bcd");
    CHECK(as_json.at("owner").as_string() == "Ada");
    CHECK(s.server.writes().empty());
  }

  TEST_CASE("whoami goes on where one list may not be read") {
    emulator server(example_state("startup"), {"--fault", "403@GET /organization/groups"});
    const outcome seen = rolecall("whoami", against(server, "/"));
    CHECK(seen.out.find("groups        not readable: 403: ") != std::string::npos);
    CHECK(seen.out.find("owner         Ada\n") != std::string::npos);
    CHECK(seen.code == 0);
  }

  TEST_CASE("whoami says why it cannot tell whose the key is, and fails where a list was not heard of") {
    emulator server(example_state("startup"), {"--fault", "403@GET /organization/admin_api_keys"});
    const outcome closed = rolecall("whoami", against(server, "/"));
    CHECK(closed.out.find("\nkey           not known, as the list of admin keys is not readable\n"
                          "owner         not known, as the list of admin keys is not readable\n") !=
          std::string::npos);
    CHECK(closed.code == 0);
    emulator away(example_state("startup"), {"--fault", "stall@GET /organization/groups"});
    CHECK(rolecall("whoami --deadline 1s", against(away, "/")).code == 8);
  }

  TEST_CASE("the reads are explained without a key and without a call") {
    const outcome seen = rolecall("plan --explain-reads", {.folder = example_folder("documentation")});
    CHECK(
        seen.out ==
        "stage  calls  endpoint\n"
        "1      1      GET /organization/roles                                 roles, and which "
        "organization this is\n"
        "1      >=1    GET /organization/groups                                groups; pages of 1000\n"
        "1      >=1    GET /organization/projects                              projects; pages of 100\n"
        "2      1      GET /organization/groups/{group_id}/roles               each group with roles\n"
        "2      1      GET /projects/{project_id}/roles                        each project with roles, "
        "groups or users\n"
        "2      1      GET /projects/{project_id}/groups/{group_id}/roles      each group named in a "
        "project\n"
        "4      >=0    GET /organization/admin_api_keys                        whose key this is, if "
        "somebody could cease to be an administrator\n"
        "4      >=0    GET /organization/projects/{project_id}/groups          who is in a project, where a "
        "group has no role there yet\n\n"
        "At least 6 calls if all that the policy names is there, plus those that the organization's answers "
        "ask for: a first grant in a project reads who is in it,\n"
        "a role or group to be deleted reads who holds it, a user's grant to be removed reads through which "
        "groups he has it,\n"
        "and before an owner or administrator could go it is read who they are and whose key this is.\n"
        "An apply makes the same calls, one or more for each change, and then one for each list that it "
        "changed, to see it.\n"
        "At 7 calls a minute and endpoint, the least that is known of any organization: less than a "
        "minute. Without a limit: seconds.\n"
        "Expected time: not known, as no run here has met a limit with this key yet.\n");
    CHECK(seen.err == "");
    CHECK(seen.code == 0);
  }

  TEST_CASE("a plan makes the calls that were forecast: exactly, or at least so many where that is said") {
    for (const std::string name : {"documentation", "startup", "enterprise"}) {
      CAPTURE(name);
      emulator server(example_state(name));
      const setting here = against(server, example_folder(name));
      const std::string said = rolecall("plan --explain-reads", here).out;
      std::map<std::string, std::pair<int, bool>> forecast; // by endpoint; true: at least
      for (const std::string& line : lines_of(said)) {
        const auto at = line.find("GET ");
        if (at == std::string::npos) continue;
        auto& [calls, at_least] = forecast[line.substr(at, line.find("  ", at) - at)];
        const std::string count = line.substr(7, 7);
        at_least = at_least || count.starts_with(">=");
        calls += std::stoi(count.starts_with(">=") ? count.substr(2) : count);
      }
      for (const std::string command : {"plan -vv", "apply -vv --yes --max-removals 100%", "plan -vv"}) {
        CAPTURE(command);
        std::map<std::string, int> made;
        bool applies = false; // what an apply reads after its writes is no part of the forecast
        for (const std::string& line : lines_of(rolecall(command, here).err)) {
          const auto at = line.find("endpoint=\"");
          if (at == std::string::npos || applies) continue;
          const std::string endpoint = line.substr(at + 10, line.find('"', at + 10) - at - 10);
          applies = !endpoint.starts_with("GET ");
          if (!applies) ++made[endpoint];
        }
        REQUIRE(made.size() > 3);
        for (const auto& each : made) {
          const std::string& endpoint = each.first;
          const int calls = each.second;
          CAPTURE(endpoint);
          REQUIRE(forecast.count(endpoint) == 1);
          if (!forecast[endpoint].second)
            CHECK(calls == forecast[endpoint].first);
          else if (name != "enterprise") // whose policy names somebody who is not there
            CHECK(calls >= forecast[endpoint].first);
        }
      }
    }
  }

  TEST_CASE("every schema is printed as it stands in schema/, or written to a file") {
    int schemas = 0;
    for (const auto& entry : fs::directory_iterator(ROLECALL_SOURCE_DIR "/schema")) {
      const std::string name = entry.path().filename();
      CAPTURE(name);
      const std::string command = "schema " + name.substr(0, name.find('.'));
      const outcome seen = rolecall(command);
      CHECK(seen.err == "");
      CHECK(seen.code == 0);
      CHECK((seen.out == contents(entry.path()))); // not shown: they are long
      const folder place;
      CHECK(rolecall(command + " -o " + place.path() + "/out").out == "");
      check_file(place, seen.out);
      ++schemas;
    }
    CHECK(schemas >= 4);
  }

  TEST_CASE("version and help need nothing, and each command explains itself") {
    CHECK(rolecall("version").out == "rolecall " ROLECALL_VERSION "\n");
    CHECK(rolecall("--version").out == rolecall("version").out);
    const std::string goldens = ROLECALL_SOURCE_DIR "/tests/golden/help/";
    check_golden(rolecall("--help").out, goldens + "rolecall.txt");
    CHECK(rolecall("help").out.starts_with("Keeps the access rules of an OpenAI organization in Git.\n"));
    for (const std::string command : {"validate", "plan", "apply", "show", "whoami", "snapshot", "schema",
                                      "init", "export", "unlock", "history", "version", "help"}) {
      const outcome seen = rolecall(command + " --help");
      CHECK(seen.code == 0);
      CHECK(seen.err == "");
      check_golden(seen.out, goldens + command + ".txt");
      CHECK(rolecall("help " + command).out == seen.out);
    }
  }

  // Covers V11.
  TEST_CASE("no key gets into a log, at any level and in any shape; each JSON line is one object") {
    scene s;
    const outcome loud = rolecall("plan -v -v --log-level trace", s.here);
    CHECK(lines_of(loud.err).size() == 21);
    CHECK(loud.err.ends_with("rolecall: 20 calls, 0 retries, 0 rate limited\n"));
    CHECK(loud.err.find("debug   exchange endpoint=\"GET /organization/roles\" status=200 attempt=1 ms=") !=
          std::string::npos);
    s.server.fail({"500@GET /organization/groups#1"});
    const outcome lines = rolecall("plan --log-level trace --log-format json", s.here);
    CHECK(lines_of(lines.err).size() == 21);
    for (const std::string& line : lines_of(lines.err)) {
      const json::value event = json::parse(line);
      CHECK(event.at("message").as_string() == "exchange");
      CHECK(event.at("endpoint").as_string().starts_with("GET /"));
    }
    CHECK(rolecall("plan -q --log-level off", s.here).err == "");
    check_no_key(rolecall("apply --yes -v -v --log-level trace --log-format json", s.here));
  }

  TEST_CASE("-v counts the calls and logs those that went wrong; -q keeps quiet about warnings") {
    scene s;
    CHECK(rolecall("plan -v", s.here).err == "rolecall: 20 calls, 0 retries, 0 rate limited\n");
    s.server.fail({"500@GET /organization/groups#1"});
    const outcome once = rolecall("plan -v", s.here);
    CHECK(once.err.find(" info    exchange endpoint=\"GET /organization/groups\" status=500 attempt=1 ") !=
          std::string::npos);
    CHECK(once.err.ends_with("\nrolecall: 21 calls, 1 retry, 0 rate limited\n"));
    const folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: additive\nroles:\n  Nothing: {permissions: []}\n");
    CHECK(rolecall("plan", against(s.server, place.path())).err.starts_with("rolecall.yaml:4:"));
    CHECK(rolecall("plan -q", against(s.server, place.path())).err == "");
  }
}

} // namespace rolecall::e2e
