#include "e2e/crowd.hpp"
#include "e2e/lock_server.hpp"
#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <set>

// Codes that a run ends with in the midst of its changes, and where two reasons to end badly meet.

namespace rolecall::e2e {
namespace {

/// A command line of which the shell does something before it becomes rolecall.
outcome after(const std::string& script, const std::string& words, const setting& where) {
  command what = rolecall_command(words, where);
  what.words[2] = script + "; " + what.words[2];
  return run(what);
}

/// Reasons that a plan has not to be applied, or not to be applied in full.
struct reasons {
  bool blocked = false;
  bool unreadable = false;
  bool refused = false;
};

/// Adds a group to `crowd`; and gives the reasons `why`, but for what the server must do.
std::string policy_with(const reasons& why) {
  std::string out = "version: 1\nmanage: authoritative\nroles: {}\ngroups:\n  New: {}\n";
  if (!why.refused) {
    for (const std::string name : {"One", "Two", "Three", "Four", "Five"})
      out += "  " + name + ": {roles: [reader]}\n";
  }
  out += "projects:\n  Default project: {roles: {}}\n";
  if (why.blocked) out += "  Nowhere: {groups: {New: [viewer]}}\n";
  return out;
}

/// Two groups, created one after the other.
const char* const two_groups = "version: 1\nmanage: additive\ngroups: {Alpha: {}, Beta: {}}\n";

} // namespace

TEST_SUITE("endings") {
  TEST_CASE(
      "what is blocked, cannot be read, is refused or waits to be changed: one code tells the gravest") {
    struct row {
      reasons why;
      int planned; // with --detailed-exitcode
      int applied;
    };
    for (const row& r :
         {row{{false, false, false}, 2, 0}, row{{true, false, false}, 3, 6}, row{{false, true, false}, 8, 8},
          row{{false, false, true}, 4, 4}, row{{true, true, false}, 3, 8}, row{{true, false, true}, 3, 4},
          row{{false, true, true}, 8, 8}, row{{true, true, true}, 3, 8}}) {
      CAPTURE(r.why.blocked);
      CAPTURE(r.why.unreadable);
      CAPTURE(r.why.refused);
      const folder place;
      place.put("rolecall.yaml", policy_with(r.why));
      emulator server(place.put("state.json", crowd));
      if (r.why.unreadable) server.fail({"403@GET /projects/proj_default/roles"});
      const setting here = against(server, place.path());
      const outcome planned = rolecall("plan --detailed-exitcode --format json -o plan.json", here);
      INFO(planned.err);
      CHECK(planned.code == r.planned);
      CHECK(rolecall("show plan.json", here).code == 0);
      const bool changes = r.applied == 0 || r.applied == 6;
      for (const std::string what : {"apply --plan plan.json --yes", "apply --yes"}) {
        server.forget();
        CHECK(rolecall(what, here).code == r.applied);
        CHECK((what == "apply --yes" || server.writes().empty() == !changes));
      }
      CHECK(server.writes().empty()); // it was done by the first, or by none
      CHECK(holds(server.state(), "\"New\"") == changes);
    }
  }

  TEST_CASE("6: where blocked lines are all there is, an apply says so, and changes nothing") {
    const folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: additive\ngroups:\n  Nobody: {create: false}\n");
    emulator server(example_state("documentation"));
    for (const std::string format : {"text", "json"}) {
      const outcome seen = rolecall("apply --yes --format " + format, against(server, place.path()));
      CHECK(holds(seen.out, "Nobody"));
      CHECK(seen.code == 6);
    }
    CHECK(server.writes().empty());
  }

  // Covers F39.
  TEST_CASE("1, 6 and 0: no change is sent that the journal cannot take, and what was sent is told") {
    std::set<int> seen;
    for (int blocks = 1; blocks < 1024; blocks *= 2) { // of 512 bytes, for each file
      CAPTURE(blocks);
      emulator server(example_state("startup"));
      const setting here = against(server, example_folder("startup"));
      const outcome cut = after("ulimit -f " + std::to_string(blocks), "apply --yes --concurrency 1", here);
      INFO(cut.err);
      seen.insert(cut.code);
      const std::size_t written = server.writes().size();
      if (cut.code == 1) CHECK(written == 0);
      if (cut.code == 6) {
        CHECK(written > 0);
        CHECK(holds(cut.err, "File too large"));
        CHECK(holds(cut.out, "not begun "));
      }
      const outcome whole = rolecall("apply --yes --settle 1", here);
      CHECK(whole.code == 0);
      CHECK(rolecall("plan --detailed-exitcode", here).code == 0);
      CHECK(duplicates(server.state()).empty());
      CHECK((cut.code != 0 || written == server.writes().size()));
    }
    CHECK(seen == std::set<int>{0, 1, 6});
  }

  // Covers F7.
  TEST_CASE("6: a change of which nobody can say what became of it is unknown, and is not sent again") {
    const folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: additive\nprojects:\n  Alpha: {create: true}\n"
                               "  Beta: {create: true}\n");
    emulator server(example_state("documentation"),
                    {"--fault", "reset=before@POST /organization/projects#1"});
    const setting here = against(server, place.path());
    const outcome cut = rolecall("apply --yes --settle 1 --concurrency 1", here);
    INFO(cut.out);
    CHECK(holds(cut.out, "\nApplied: 1 done, 1 unknown.\n"));
    CHECK(cut.code == 6);
    CHECK(server.writes().size() == 2);
    CHECK(rolecall("apply --yes --settle 1", here).code == 0);
    CHECK(rolecall("plan --detailed-exitcode", here).code == 0);
    CHECK(duplicates(server.state()).empty());
  }

  TEST_CASE("6: a saved plan of which a change is refused is done otherwise, and goes on with the next run") {
    const folder place;
    emulator server(example_state("startup"));
    REQUIRE(rolecall("plan --format json -o " + place.path() + "/plan.json",
                     against(server, example_folder("startup")))
                .code == 0);
    const setting here = against(server, place.path());
    server.fail({"403@POST /organization/groups"});
    CHECK(rolecall("apply --plan plan.json --yes >/dev/full", here).code == 1); // the plan was not seen
    const outcome cut = rolecall("apply --plan plan.json --yes", here);
    INFO(cut.out);
    CHECK(holds(cut.out, "\nApplied: 14 done, 1 failed, 1 skipped.\n"));
    CHECK(cut.code == 6);
    server.fail({});
    const outcome whole = rolecall("apply --plan plan.json --yes --format json >/dev/full", here);
    CHECK(whole.code == 1); // all is done, but nobody was told
    CHECK(holds(whole.err, "\nApplied: 2 done, 14 already so.\n"));
    CHECK(rolecall("apply --plan plan.json --yes", here).code == 0);
  }

  TEST_CASE("3 and 1: a policy beside a saved plan that is not there, and a plan that is none") {
    const folder place;
    emulator server(example_state("startup"));
    const setting here = against(server, place.path());
    REQUIRE(rolecall("plan --format json -o " + place.path() + "/plan.json",
                     against(server, example_folder("startup")))
                .code == 0);
    place.put("none.json", "{}");
    server.forget();
    CHECK(rolecall("apply --yes --plan plan.json nowhere.yaml", here).code == 3);
    CHECK(rolecall("apply --yes --plan none.json nowhere.yaml", here).code == 1);
    CHECK(server.requests().empty());
  }

  TEST_CASE(
      "8: where the time is over before the first change nothing is begun, and no line is blocked then") {
    emulator server(example_state("startup"));
    const folder place;
    REQUIRE(rolecall("plan --format json -o " + place.path() + "/plan.json",
                     against(server, example_folder("startup")))
                .code == 0);
    for (const std::string& words : {std::string(), " --plan " + place.path() + "/plan.json"}) {
      const outcome seen =
          rolecall("apply --yes --deadline 2s" + words, against(server, example_folder("startup")));
      INFO(seen.out);
      CHECK(seen.code == 8);
      CHECK((seen.out.empty() || holds(seen.out, "\nApplied: 16 not begun.\n")));
    }
    place.put("rolecall.yaml", policy_with({true, false, false}));
    emulator other(place.put("state.json", crowd));
    CHECK(rolecall("apply --yes --deadline 2s", against(other, place.path())).code == 8);
    CHECK(server.writes().empty());
    CHECK(other.writes().empty());
  }

  TEST_CASE("6: where the time is over after the first change the others are not begun") {
    int code = 8;
    for (int seconds = 4; code == 8 && seconds < 60;
         seconds *= 2) { // on a slow machine it takes longer to read
      const folder place;
      place.put("rolecall.yaml", two_groups);
      emulator server(example_state("documentation"));
      server.fail({"delay=" + std::to_string(seconds * 700) + "@POST /organization/groups#1"});
      const outcome cut = rolecall("apply --yes --concurrency 1 --deadline " + std::to_string(seconds) + "s",
                                   against(server, place.path()));
      INFO(cut.out);
      code = cut.code;
      CHECK(server.writes().size() == (code == 8 ? 0 : 1));
      CHECK((cut.out.empty() || holds(cut.out, " not begun.\n")));
    }
    CHECK(code == 6);
  }

  // Covers F37.
  TEST_CASE("129, 130 and 143: whatever is read, a signal is the reason that counts") {
    const folder place;
    emulator server(example_state("startup"));
    const setting here = against(server, example_folder("startup"));
    REQUIRE(rolecall("plan --format json -o " + place.path() + "/plan.json", here).code == 0);
    server.forget();
    server.fail({"delay=3500@GET /organization/roles"});
    struct row {
      std::string words;
      int signal;
    };
    const std::vector<row> rows{{"plan", SIGHUP},
                                {"plan --format json", SIGINT},
                                {"export --single-file", SIGTERM},
                                {"snapshot", SIGHUP},
                                {"whoami", SIGINT},
                                {"apply --yes --plan " + place.path() + "/plan.json", SIGTERM},
                                {"apply --yes --lock file:" + place.path() + "/lock", SIGHUP}};
    std::vector<std::unique_ptr<process>> running;
    for (const row& r : rows) running.push_back(std::make_unique<process>(rolecall_command(r.words, here)));
    const auto waits = [](const request& r) { return r.target.starts_with("/v1/organization/roles"); };
    wait_until([&] {
      const std::vector<request> so_far = server.requests();
      return std::ranges::count_if(so_far, waits) == std::ssize(rows);
    });
    for (std::size_t i = 0; i < rows.size(); ++i) running[i]->signal(rows[i].signal);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAPTURE(rows[i].words);
      const outcome seen = running[i]->finish();
      INFO(seen.err);
      CHECK(seen.code == 128 + rows[i].signal);
    }
    CHECK(server.writes().empty());
    CHECK(place.names() == std::vector<std::string>{"lock.guard", "plan.json"});
  }

  // Covers F42.
  TEST_CASE("1: whatever cannot be written to stdout is a failure, of every command") {
    const folder place;
    emulator server(example_state("startup"));
    const setting here = against(server, example_folder("startup"));
    REQUIRE(rolecall("plan --format json -o " + place.path() + "/plan.json", here).code == 0);
    server.forget();
    for (const std::string words :
         {"plan --detailed-exitcode", "plan --explain-reads", "export --single-file", "snapshot", "whoami",
          "history", "history --format json", "schema plan", "version", "--help", "plan --help",
          "apply --yes"}) {
      CAPTURE(words);
      const outcome seen = rolecall(words + " >/dev/full", here);
      CHECK(seen.err.ends_with("No space left on device\n"));
      CHECK(seen.code == 1);
    }
    CHECK(rolecall("show plan.json >/dev/full", against(server, place.path())).code == 1);
    CHECK(server.writes().empty());
  }

  // Covers F34.
  TEST_CASE("6: a holder that lost its lock after a change sends no other one") {
    const folder place;
    place.put("rolecall.yaml", two_groups);
    place.put("other.yaml", "version: 1\nmanage: additive\ngroups: {Gamma: {}}\n");
    emulator server(example_state("documentation"), {"--fault", "delay=1500@POST /organization/groups#1"});
    const setting here = against(server, place.path());
    process first(rolecall_command("apply --yes --concurrency 1 --lock file:lock --lock-lease 2s", here));
    wait_until([&] { return !server.writes().empty(); });
    first.signal(SIGSTOP);
    CHECK(rolecall("apply --yes -q --lock file:lock --lock-timeout 50s other.yaml", here).code == 0);
    first.signal(SIGCONT);
    const outcome late = first.finish();
    INFO(late.err);
    CHECK(late.code == 6);
    CHECK(holds(late.err, "rolecall: the lock was lost: "));
    CHECK(server.writes().size() == 2); // Alpha and Gamma
    CHECK_FALSE(holds(server.state(), "\"Beta\""));
  }

  TEST_CASE("4, 6 and 8 count more than that the lock could not be given back, which alone is 1") {
    struct row {
      reasons why;
      int code;
    };
    for (const row& r : {row{{false, false, false}, 1}, row{{true, false, false}, 6},
                         row{{false, true, false}, 8}, row{{false, false, true}, 4}}) {
      const folder place;
      place.put("rolecall.yaml", policy_with(r.why));
      emulator server(place.put("state.json", crowd));
      std::vector<std::string> faults{"delay=1000@GET /organization/groups"};
      if (r.why.unreadable) faults.emplace_back("403@GET /projects/proj_default/roles");
      server.fail(faults);
      lock_server locks;
      process running(rolecall_command("apply --yes --lock " + locks.url(), against(server, place.path())));
      wait_until([&] { return !server.requests().empty(); });
      locks.lock_by(R"({"ID": "b1-9", "Who": "bob@laptop"})");
      const outcome seen = running.finish();
      INFO(seen.err);
      CHECK(seen.code == r.code);
      CHECK(holds(seen.err, " could not be released (ID "));
    }
  }

  TEST_CASE("5: a deadline ends the wait for a lock as well, and the API is asked nothing") {
    const folder place;
    place.put("rolecall.yaml", two_groups);
    emulator server(example_state("documentation"));
    lock_server locks;
    locks.lock_by(R"({"ID": "b1-9", "Who": "bob@laptop"})");
    const outcome seen = rolecall("apply --yes -q --lock-timeout 1h --deadline 1s --lock " + locks.url(),
                                  against(server, place.path()));
    CHECK(seen.code == 5);
    CHECK(server.requests().empty());
  }
}

} // namespace rolecall::e2e
