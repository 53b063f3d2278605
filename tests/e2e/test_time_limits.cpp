#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <thread>

// Limits of the server, limits of time, and readings that were cut short.

namespace rolecall::e2e {
namespace {

setting remembering(const emulator& server, const folder& state) {
  setting out = against(server, example_folder("enterprise"));
  out.environment["XDG_STATE_HOME"] = state.path();
  out.environment["TZ"] = "UTC";
  return out;
}

bool has_reading(const folder& state) {
  if (!std::filesystem::exists(state.path() + "/rolecall")) return false;
  for (const auto& entry : std::filesystem::directory_iterator(state.path() + "/rolecall")) {
    const std::string name = entry.path().filename();
    if (name.starts_with("reading-") && name.find('.') == std::string::npos) return true; // no half of one
  }
  return false;
}

} // namespace

TEST_SUITE("time limits") {
  // Covers F12.
  TEST_CASE("8: a deadline ends the reading, and what it has read and learned is there for the next run") {
    const folder state;
    emulator server(example_state("enterprise"), {"--behaviour", "rate_limit=100:header"});
    const setting here = remembering(server, state);
    const outcome cut = rolecall("plan --deadline 20s", here);
    CHECK(cut.out == "");
    CHECK(cut.err.starts_with("rolecall: could not read GET /projects/"));
    CHECK(cut.err.find("the deadline comes before the next attempt could") != std::string::npos);
    CHECK(cut.err.find("\nNothing was changed. Run again.\nrolecall: what was read is kept, ") !=
          std::string::npos);
    CHECK(cut.err.ends_with(" lists: a run within 15 minutes goes on from there\n"));
    CHECK(cut.code == 8);
    CHECK(has_reading(state));
    const outcome costs = rolecall("plan --explain-reads", here);
    CHECK(costs.out.find("Expected time: less than a minute, at 10") != std::string::npos);
  }

  // Covers F11.
  TEST_CASE("8: a pause beyond --max-wait ends the run, with the time to come back") {
    emulator server(example_state("startup"), {"--fault", "429=retry-after:4000@GET /organization/groups"});
    const outcome seen = rolecall("plan --max-wait 1h", against(server, example_folder("startup")));
    CHECK(seen.err ==
          "rolecall: could not read GET /organization/groups: the server asks to wait 67 min, more than the "
          "60 min allowed; come back in 67 min\n"
          "Nothing was changed. Run again then, or let it wait longer with --max-wait.\n"
          "rolecall: what was read is kept, 2 of at least 3 lists: a run within 15 minutes goes on from "
          "there\n");
    CHECK(seen.code == 8);
  }

  // Covers F1.
  TEST_CASE("a name server that never answers keeps no run beyond its end") {
    setting here{.folder = example_folder("startup"), .environment = {{"OPENAI_ADMIN_KEY", admin_key()}}};
    here.environment["LD_PRELOAD"] = ROLECALL_HANGING_RESOLVER;
    here.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0";
    const outcome seen = rolecall("plan --base-url https://api.example.com/v1 --deadline 1s", here);
    CHECK(seen.code == 8);
    CHECK(seen.err.find("no answer from the name server in time") != std::string::npos);
    const outcome unlocked = rolecall("unlock --yes 8f14 --lock https://locks.example.com/rolecall", here);
    CHECK(unlocked.code == 1);
  }

  TEST_CASE("a second Ctrl-C leaves at once, and the next run goes on with what was read all the same") {
    const folder state;
    emulator server(example_state("enterprise"), {"--latency", "40"});
    const setting here = remembering(server, state);
    process running(rolecall_command("plan -v -v", here));
    running.wait_until_it_says("GET /projects/{project_id}/groups/{group_id}/roles");
    server.fail({"stall@GET *"});
    const std::size_t answered = server.requests().size();
    while (server.requests().size() == answered) std::this_thread::yield(); // one will not be
    running.signal(SIGINT);
    while (!has_reading(state)) std::this_thread::yield();
    running.signal(SIGINT);
    CHECK(running.finish().code == 130);
    server.fail({});
    const outcome next = rolecall("plan", here);
    INFO(next.err);
    CHECK(next.err.starts_with("rolecall: continuing the reading of "));
  }

  TEST_CASE("a reading that Ctrl-C has cut short is continued by the next run; --fresh begins anew") {
    const folder state;
    emulator server(example_state("enterprise"), {"--latency", "40"});
    const setting here = remembering(server, state);
    const outcome wanted = rolecall("plan --format json", against(server, here.folder));
    const std::size_t calls = server.requests().size();
    for (const bool fresh : {false, true}) {
      CAPTURE(fresh);
      server.forget();
      process running(rolecall_command("plan -v -v", here));
      running.wait_until_it_says("GET /projects/{project_id}/groups/{group_id}/roles");
      running.signal(SIGINT);
      const outcome cut = running.finish();
      check_no_key(cut);
      CHECK(cut.code == 130);
      CHECK(cut.err.find("rolecall: what was read is kept, ") != std::string::npos);
      REQUIRE(has_reading(state));
      const std::size_t before = server.requests().size();
      REQUIRE(before < calls);
      const outcome whole = rolecall(fresh ? "plan --format json --fresh" : "plan --format json", here);
      CHECK(whole.code == 0);
      CHECK((whole.out == wanted.out));
      CHECK((whole.err.find("rolecall: continuing the reading of ") == 0) == !fresh);
      CHECK((whole.err.find(" lists are at hand, the oldest read less than a minute ago; --fresh ") !=
             std::string::npos) == !fresh);
      CHECK(server.requests().size() == (fresh ? before + calls : calls + 1));
      CHECK_FALSE(has_reading(state));
    }
  }

  TEST_CASE("a damaged, foreign or unwritable memory costs calls and no more; -v says so") {
    const folder state;
    emulator server(example_state("startup"));
    setting here = against(server, example_folder("startup"));
    const outcome plain = rolecall("plan", here);
    here.environment["XDG_STATE_HOME"] = state.path();
    CHECK(rolecall("plan", here).out == plain.out);
    state.put("rolecall/rates.json", "{\"format_version\": \"1.0\", \"places\": 7}");
    const outcome damaged = rolecall("plan -v", here);
    CHECK(damaged.out == plain.out);
    CHECK(damaged.code == plain.code);
    CHECK(damaged.err.find("what earlier runs have learned is not used: ") != std::string::npos);
    here.environment["XDG_STATE_HOME"] = "/proc/nowhere";
    const outcome unwritable = rolecall("plan", here);
    CHECK(unwritable.out == plain.out);
    CHECK(unwritable.err == plain.err);
    CHECK(unwritable.code == plain.code);
  }

  TEST_CASE("6 or 8: an apply that runs out of time says what was not begun") {
    emulator server(example_state("startup"), {"--latency", "200"});
    const setting here = against(server, example_folder("startup"));
    const outcome cut = rolecall("apply --yes --deadline 4s --concurrency 1", here);
    CHECK(cut.code == (server.writes().empty() ? 8 : 6));
    CHECK(cut.out.find("not begun") != std::string::npos);
    const outcome whole = rolecall("apply --yes", here);
    CHECK(whole.code == 0);
  }
}

} // namespace rolecall::e2e
