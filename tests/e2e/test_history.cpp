#include "e2e/rolecall.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sys/stat.h>

// What applies write down, what the next ones make of it, and what people see of it.

namespace rolecall::e2e {
namespace {

namespace json = boost::json;

struct scene {
  emulator server{example_state("documentation")};
  setting here = against(server, example_folder("documentation"));
  std::string journals = server.state_home() + "/rolecall/journal";
};

std::string only_file(const std::string& folder) {
  const outcome listed = run({.words = {"/bin/ls", folder}, .environment = {}});
  return folder + "/" + listed.out.substr(0, listed.out.find('\n'));
}

void put(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// The journal without its last `lines`.
std::string without_last(std::string text, int lines) {
  for (int i = 0; i < lines; ++i) text.erase(text.rfind('\n', text.size() - 2) + 1);
  return text;
}

} // namespace

TEST_SUITE("history") {
  TEST_CASE("an apply is in the history, by its owner's eyes only, and a plan or an empty one is not") {
    scene s;
    CHECK(rolecall("history", s.here).out ==
          "No apply has changed anything yet, as far as the journals here tell.\n");
    CHECK(rolecall("plan", s.here).code == 0);
    CHECK(rolecall("apply --yes", s.here).code == 0);
    CHECK(rolecall("apply --yes", s.here).code == 0);
    const outcome seen = rolecall("history", s.here);
    CHECK(seen.code == 0);
    CHECK(seen.err == "");
    CHECK(std::ranges::count(seen.out, '\n') == 2);
    CHECK(seen.out.starts_with("WHEN (UTC)           ID        WHO"));
    CHECK(holds(seen.out, "  +4 ~0 -0  done\n"));
    struct stat about {};
    REQUIRE(::stat(only_file(s.journals).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777U) == 0600);
    check_no_key({contents(only_file(s.journals)), "", 0});
  }

  TEST_CASE("with an id every change is told with its requests, as text and as JSON") {
    scene s;
    s.server.fail({"403@POST /projects/*"});
    CHECK(rolecall("apply --yes", s.here).code == 6);
    const std::string all = rolecall("history --format json", s.here).out;
    const json::value listed = json::parse(all);
    const std::string id(listed.at("runs").at(0).at("id").as_string());
    const outcome told = rolecall("history --color never " + id.substr(id.rfind('-') + 1), s.here);
    CHECK(told.code == 0);
    CHECK(told.out.starts_with("Apply " + id + "\n"));
    CHECK(holds(told.out, "POST /organization/roles: 200, request id req_"));
    const json::value one = json::parse(rolecall("history --format json " + id, s.here).out).at("runs").at(0);
    CHECK(one.at("state") == "part way");
    const json::array& operations = one.at("operations").as_array();
    CHECK(operations.size() == 4);
    const auto refused =
        std::ranges::find_if(operations, [](const json::value& op) { return op.at("outcome") == "failed"; });
    REQUIRE(refused != operations.end());
    CHECK(refused->at("requests").at(0).at("status") == 403);
    CHECK(rolecall("history nothing", s.here).code == 1);
  }

  TEST_CASE("an apply of which every change was refused has failed, and is not told as done in part") {
    scene s;
    s.server.fail({"403@POST *", "403@DELETE *"});
    CHECK(rolecall("apply --yes", s.here).code == 1);
    CHECK(holds(rolecall("history", s.here).out, "failed: 0 of 4 done, "));
    const json::value listed = json::parse(rolecall("history --format json", s.here).out);
    CHECK(listed.at("runs").at(0).at("state") == "failed");
  }

  // Covers F38.
  TEST_CASE("plan says that an apply did not end, and the next apply finds out what became of it") {
    scene s;
    CHECK(rolecall("apply --yes", s.here).code == 0);
    const std::string path = only_file(s.journals);
    const std::string whole = contents(path);
    // As if it had been killed when the first answers came.
    put(path, without_last(whole, 6));
    const outcome planned = rolecall("plan", s.here);
    CHECK(planned.code == 0);
    CHECK(holds(planned.err, "did not end; "));
    CHECK(holds(planned.err, "The next apply looks into that first.\n"));
    CHECK(holds(rolecall("history", s.here).out, "did not end: "));
    const outcome next = rolecall("apply --yes --settle 1", s.here);
    CHECK(next.code == 0);
    CHECK(holds(next.err, "did not end; "));
    CHECK(holds(next.err, ": was done\n"));
    CHECK(rolecall("apply --yes", s.here).err == "");
    CHECK(holds(rolecall("history", s.here).out, "settled: "));
  }

  // Covers F40.
  TEST_CASE("a damaged journal, and one of a newer version, stop an apply before it changes anything") {
    scene s;
    CHECK(rolecall("apply --yes", s.here).code == 0);
    const std::string path = only_file(s.journals);
    const std::string whole = without_last(contents(path), 1);
    std::string damaged = whole;
    damaged[damaged.find("\"record\":\"answer\"") + 20] ^= 1;
    put(path, damaged);
    s.server.forget();
    const outcome seen = rolecall("apply --yes", s.here);
    CHECK(seen.code == 1);
    CHECK(holds(seen.err, path + " is damaged: line "));
    CHECK(holds(seen.err, "Then remove it and run again"));
    CHECK(s.server.requests().empty());
    CHECK(rolecall("plan", s.here).code == 0);
    put(path, whole.substr(0, whole.size() - 20)); // torn by a crash
    CHECK(rolecall("apply --yes --settle 1", s.here).code == 0);
  }

  // Covers F40.
  TEST_CASE("a journal of another organization or server is left alone") {
    scene s;
    CHECK(rolecall("apply --yes", s.here).code == 0);
    const std::string path = only_file(s.journals);
    put(path, without_last(contents(path), 1));
    const std::string then = contents(path);
    const emulator other(example_state("startup"));
    setting there = against(other, example_folder("startup"));
    there.environment["XDG_STATE_HOME"] = s.server.state_home();
    CHECK(rolecall("apply --yes", there).err == "");
    CHECK(contents(path) == then);
  }

  TEST_CASE(
      "where no journal can be written nothing is changed; where there is no place for one, it is said") {
    scene s;
    const folder elsewhere;
    const outcome refused =
        rolecall("apply --yes --state-dir " + elsewhere.put("a-file", "") + "/below", s.here);
    CHECK(refused.code == 1);
    CHECK(holds(refused.err, "Name another folder with --state-dir"));
    CHECK(s.server.writes().empty());
    s.here.environment.erase("XDG_STATE_HOME");
    const outcome without = rolecall("apply --yes", s.here);
    CHECK(without.code == 0);
    CHECK(holds(without.err, "warning: neither HOME nor XDG_STATE_HOME is set, so no journal is kept"));
    CHECK(s.server.writes().size() == 4);
  }

  TEST_CASE("the journal of an apply that still runs is not taken for a dead one's") {
    scene s;
    s.server.fail({"stall@POST /organization/roles"});
    process slow(rolecall_command("apply --yes", s.here));
    wait_until([&] { return !s.server.writes().empty(); });
    CHECK(holds(rolecall("history", s.here).out, "  running: "));
    CHECK(rolecall("plan", s.here).err == "");
    slow.signal(SIGKILL);
    slow.finish();
    CHECK(holds(rolecall("history", s.here).out, "  did not end: "));
  }
}

} // namespace rolecall::e2e
