#include "e2e/rolecall.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <memory>

// Signals, closed pipes and full disks while something is being done.

namespace rolecall::e2e {
namespace {

const std::string stopping =
    "rolecall: stopping: what is in flight is finished first, within 5 s; once more to leave at once\n";

/// How many groups are named "Finance".
std::size_t finances(emulator& server) {
  const boost::json::value all = boost::json::parse(server.state());
  const auto is_one = [](const boost::json::value& group) { return group.at("name") == "Finance"; };
  return static_cast<std::size_t>(std::ranges::count_if(all.at("groups").as_array(), is_one));
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

/// An apply of the start-up that has begun to write, where creating a group takes as long as `fault` says.
struct scene {
  explicit scene(const std::string& fault, const std::string& options = "--concurrency 3")
      : server(example_state("startup"), {"--fault", fault}),
        here(against(server, example_folder("startup"))),
        running(rolecall_command("apply --yes --settle 1 " + options, here)) {
    wait_until([this] { return is_writing(); });
  }
  bool is_writing() {
    const std::vector<request> all = server.writes();
    return std::ranges::count(all, "/v1/organization/groups", &request::target) > 0;
  }
  emulator server;
  setting here;
  process running;
};

/// A command line of which the shell does more than to run rolecall.
outcome shell(const std::string& script, const setting& where) {
  command what = rolecall_command("", where);
  what.words[2] = script;
  return run(what);
}

const std::string binary = ROLECALL_BINARY;

} // namespace

TEST_SUITE("signals") {
  // Covers F37.
  TEST_CASE("a stop in an apply: what does not end in 5 s is named as unknown, what was not begun says so") {
    std::vector<std::unique_ptr<scene>> all;
    const std::vector<int> signals{SIGINT, SIGTERM, SIGHUP};
    for (std::size_t i = 0; i < signals.size(); ++i)
      all.push_back(std::make_unique<scene>("stall=after@POST /organization/groups", "--concurrency 1"));
    for (std::size_t i = 0; i < signals.size(); ++i) all[i]->running.signal(signals[i]);
    for (std::size_t i = 0; i < signals.size(); ++i) {
      scene& s = *all[i];
      const outcome seen = s.running.finish();
      INFO(seen.out);
      CHECK(seen.code == 128 + signals[i]);
      CHECK(seen.err == stopping);
      CHECK(holds(seen.out,
                  "unknown      + group[\"Finance\"]\n"
                  "               the answer was not waited for any longer: a stop was requested; it "
                  "could not be seen whether it was done\n"));
      CHECK(holds(seen.out, "not begun    "));
      CHECK(holds(seen.out, " 1 unknown"));
      CHECK(s.server.writes().size() == count(seen.out, "\nunconfirmed  ") + 1); // nobody looked again
      s.server.fail({});
      CHECK(rolecall("apply --yes", s.here).code == 0);
      CHECK(rolecall("plan --detailed-exitcode", s.here).code == 0);
      CHECK(finances(s.server) == 1);
    }
  }

  // Covers F37.
  TEST_CASE("a stop in an apply lets what is in flight finish, and the report counts it as done") {
    scene s("slow-head=1@POST /organization/groups", "--concurrency 1");
    s.running.signal(SIGINT);
    const outcome seen = s.running.finish();
    INFO(seen.out);
    CHECK(seen.code == 130);
    CHECK(seen.err == stopping);
    CHECK(holds(seen.out, "unconfirmed  + group[\"Finance\"]\n"));
    CHECK_FALSE(holds(seen.out, "unknown  "));
    CHECK(finances(s.server) == 1);
    CHECK(s.server.writes().size() == 1);
    s.server.fail({});
    CHECK(rolecall("apply --yes", s.here).code == 0);
    CHECK(finances(s.server) == 1);
  }

  // Covers F37.
  TEST_CASE("the second signal ends an apply at once, and the next run needs nothing of it") {
    scene s("stall=after@POST /organization/groups");
    s.running.signal(SIGTERM);
    s.running.wait_until_it_says("once more to leave at once");
    s.running.signal(SIGINT);
    CHECK(s.running.finish().code == 130);
    s.server.fail({});
    CHECK(rolecall("apply --yes --settle 1", s.here).code == 0);
    CHECK(rolecall("plan --detailed-exitcode", s.here).code == 0);
    CHECK(finances(s.server) == 1);
  }

  // Covers F37.
  TEST_CASE("a signal that was ignored at the start stays ignored") {
    emulator server(example_state("startup"), {"--latency", "50"});
    command what = rolecall_command("", against(server, example_folder("startup")));
    what.words[2] = "trap '' HUP; exec " + binary + " plan -v -v";
    process running(what);
    running.wait_until_it_says("GET /organization/roles");
    running.signal(SIGHUP);
    const outcome seen = running.finish();
    CHECK(seen.code == 0);
    CHECK_FALSE(holds(seen.err, "stopping"));
  }

  // Covers F37, F42.
  TEST_CASE("nobody reads: a plan and an apply that cannot show the plan fail, and change nothing") {
    emulator server(example_state("startup"));
    const setting here = against(server, example_folder("startup"));
    for (const std::string words : {"plan", "plan --format json", "apply --yes", "whoami"}) {
      CAPTURE(words);
      command what = rolecall_command(words, here);
      what.is_read = false;
      const outcome seen = run(what);
      CHECK(seen.err == "rolecall: cannot write to standard output: Broken pipe\n");
      CHECK(seen.code == 1);
      CHECK(rolecall(words + " >/dev/full", here).err ==
            "rolecall: cannot write to standard output: No space left on device\n");
    }
    CHECK(server.writes().empty());
  }

  // Covers F39.
  TEST_CASE("an apply whose result cannot be written says on stderr what was done, and fails") {
    for (const bool fails : {false, true}) {
      emulator server(example_state("startup"));
      if (fails) server.fail({"403@POST /organization/groups"});
      const setting here = against(server, example_folder("startup"));
      const outcome seen = rolecall("apply --yes --format json >/dev/full", here);
      CHECK(seen.err.starts_with("rolecall: cannot write to standard output: No space left on device\n"));
      CHECK(holds(seen.err, "done         + "));
      CHECK(holds(seen.err, fails ? "\nApplied: 14 done, 1 failed, 1 skipped.\n" : "\nApplied: 16 done.\n"));
      CHECK(seen.code == (fails ? 6 : 1));
      server.fail({});
      CHECK(rolecall("apply --yes", here).code == 0);
    }
  }

  // Covers F42.
  TEST_CASE("a standard stream that is closed is nobody else's: no plan is written into a connection") {
    emulator server(example_state("startup"));
    const setting here = against(server, example_folder("startup"));
    CHECK(rolecall("plan <&-", here).out == contents(example_folder("startup") + "/plan.txt"));
    for (const std::string closed : {">&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"}) {
      CAPTURE(closed);
      CHECK(shell(binary + " plan " + closed, here).code == 1);
      CHECK(shell(binary + " apply --yes " + closed, here).code == 1);
    }
    CHECK(rolecall("plan 2>&-", here).code == 0);
    CHECK(server.writes().empty());
    CHECK(rolecall("apply <&-", here).code == 64);
    CHECK(rolecall("apply --yes <&-", here).code == 0);
  }
}

} // namespace rolecall::e2e
