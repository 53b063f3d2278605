#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <set>
#include <sstream>

// What goes wrong between two real sockets. Waiting for long deadlines is left to the tests with a virtual
// clock.

namespace rolecall::e2e {
namespace {

/// Every kind of fault that the emulator knows, as its help lists them.
std::vector<std::string> all_kinds() {
  const outcome help = run({.words = {ROLECALL_EMULATOR, "--help"}, .environment = {}});
  std::istringstream lines(help.out.substr(help.out.find("\nKinds:\n") + 8));
  std::vector<std::string> out;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ")) out.push_back(line.substr(2, line.find_first_of("= ", 2) - 2));
  }
  return out;
}

/// In place of the default where that takes long; empty: cannot be quick.
std::string quick(const std::string& kind) {
  if (kind == "stall") return "";
  if (kind == "429") return "429=retry-after:1"; // without it a whole window is waited for
  if (kind == "slow-head" || kind == "trickle") return kind + "=1";
  return kind;
}

/// A plan of the start-up against an emulator with one fault.
struct trial {
  explicit trial(const std::string& with_fault)
      : fault(with_fault),
        server(example_state("startup"), {"--fault", fault}),
        running(rolecall_command("plan", against(server, example_folder("startup")))) {}
  std::string fault;
  emulator server;
  process running;
};

/// The plan as far as its counts. Why something is kept may read differently where a group's owner is not
/// told.
std::string changes(const std::string& plan) { return plan.substr(0, plan.find("\nKept because")); }

bool is_documented_failure(const outcome& seen) {
  const bool incomplete = seen.out.find("Could not be read, so the plan is incomplete") != std::string::npos;
  if (seen.code == 8 && incomplete) return true;
  return (seen.code == 1 || seen.code == 8) && seen.out.empty() &&
         seen.err.starts_with("rolecall: could not read GET /");
}

void check(trial& one, const std::string& calm_plan) {
  CAPTURE(one.fault);
  const outcome seen = one.running.finish();
  INFO(seen.err);
  check_no_key(seen);
  if (seen.code == 0) {
    CHECK(changes(seen.out) == changes(calm_plan));
    CHECK(seen.err == "");
  } else {
    CHECK(is_documented_failure(seen));
  }
  CHECK(one.server.writes().empty());
}

} // namespace

TEST_SUITE("wire faults") {
  // Covers F14, F21, F22, F23, F24, F25, F26, F28.
  TEST_CASE("each kind of fault in a list gives the right plan or a documented error, never a write") {
    const std::vector<std::string> kinds = all_kinds();
    REQUIRE(kinds.size() > 60);
    const std::string calm_plan = contents(example_folder("startup") + "/plan.txt");
    // Twice: an answer that cannot be believed is asked for once more, what is passing may pass.
    for (const std::string target : {"@GET /organization/groups#2", "@GET /projects/proj_live/roles#2"}) {
      std::vector<std::unique_ptr<trial>> wave; // side by side: most of them wait
      for (const std::string& kind : kinds) {
        if (quick(kind).empty()) continue;
        wave.push_back(std::make_unique<trial>(quick(kind) + target));
        if (wave.size() < 12 && &kind != &kinds.back()) continue;
        for (const auto& one : wave) check(*one, calm_plan);
        wave.clear();
      }
    }
  }

  TEST_CASE("a fault that stays is not planned upon") {
    std::vector<std::unique_ptr<trial>> all;
    for (const std::string kind :
         {"html", "gzip", "leftover", "long-length", "two-lengths", "coded-transfer", "huge-headers",
          "huge-body", "chunk-extension", "truncated-json", "data-null", "redirect", "204"}) {
      all.push_back(std::make_unique<trial>(kind + "@GET /organization/groups"));
    }
    for (const auto& one : all) {
      CAPTURE(one->fault);
      CHECK(is_documented_failure(one->running.finish()));
    }
  }

  // Covers F15.
  TEST_CASE("a write whose answer is lost is found by reading, and leaves no duplicate") {
    for (const std::string how :
         {"drop=after", "cut=after", "reset=after", "500=after", "502=after", "drop=head", "cut=body"}) {
      for (const std::string which : {"@POST *#1", "@POST *roles*#2", "@POST *"}) {
        CAPTURE(how + which);
        emulator server(example_state("startup"),
                        {"--fault", how + which, "--behaviour", "duplicate_name=accept"});
        const setting here = against(server, example_folder("startup"));
        const outcome applied = rolecall("apply --yes --settle 1", here);
        INFO(applied.out);
        CHECK(applied.err == "");
        CHECK(applied.code == 0);
        CHECK(duplicates(server.state()).empty());
        server.fail({});
        CHECK(rolecall("plan --detailed-exitcode", here).code == 0);
      }
    }
  }

  // Covers F15.
  TEST_CASE("a write that did not reach the server is sent again once reading shows that it is not done") {
    for (const std::string how : {"drop", "cut", "reset", "500"}) {
      CAPTURE(how);
      emulator server(example_state("startup"), {"--fault", how + "@POST /organization/groups#1",
                                                 "--behaviour", "duplicate_name=accept"});
      const setting here = against(server, example_folder("startup"));
      const outcome applied = rolecall("apply --yes --settle 1", here);
      INFO(applied.out);
      CHECK(applied.code == 0);
      CHECK(duplicates(server.state()).empty());
      CHECK(rolecall("plan --detailed-exitcode", here).code == 0);
    }
  }
}

} // namespace rolecall::e2e
