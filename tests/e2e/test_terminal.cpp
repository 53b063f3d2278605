#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <csignal>

// What is different where a person sits at a terminal: the question, progress, colour.

namespace rolecall::e2e {
namespace {

const std::string question = "Apply these changes? Only \"yes\" is a yes: ";
const std::string colour = "\x1b[";

/// Where the documentation's example is tried out.
struct scene {
  emulator server{example_state("documentation")};
  setting pipe = against(server, example_folder("documentation"));
};

} // namespace

TEST_SUITE("terminal") {
  TEST_CASE("apply shows the plan, asks, and applies after a yes") {
    scene here;
    const outcome seen = rolecall("apply --color never", on_terminal(here.pipe, "yes\n"));
    CHECK(seen.out.starts_with(contents(example_folder("documentation") + "/plan.txt")));
    CHECK(seen.out.ends_with("\nApplied: 4 done.\n"));
    CHECK(holds(seen.err, question));
    CHECK(seen.code == 0);
    CHECK(here.server.writes().size() == 4);
  }

  // Covers F42.
  TEST_CASE("anything but yes, and the end of input, changes nothing") {
    for (const std::string answer : {"no\n", "y\n", "Yes\n", "\n", ""}) {
      CAPTURE(answer);
      scene here;
      const outcome seen = rolecall("apply", on_terminal(here.pipe, answer));
      CHECK(holds(seen.err, question));
      CHECK(seen.err.ends_with("rolecall: not applied; nothing was changed.\n"));
      CHECK(seen.code == 1);
      CHECK(here.server.writes().empty());
    }
  }

  TEST_CASE("the plan is shown before the question also where the result is JSON") {
    scene here;
    const outcome seen = rolecall("apply --format json --color never", on_terminal(here.pipe, "no\n"));
    CHECK(holds(seen.err, contents(example_folder("documentation") + "/plan.txt") + question));
    CHECK(seen.out == "");
  }

  TEST_CASE("an interrupt at the question changes nothing") {
    scene here;
    setting at = here.pipe;
    at.terminal = true;
    command what = rolecall_command("apply", at);
    what.ends_input = false;
    process running(what);
    running.wait_until_it_says(question);
    running.signal(SIGINT);
    const outcome seen = running.finish();
    check_no_key(seen);
    CHECK(seen.code == 130);
    CHECK(here.server.writes().empty());
  }

  TEST_CASE("nobody is asked where nothing changes, nor with --dry-run or --yes") {
    scene here;
    CHECK_FALSE(holds(rolecall("apply --dry-run", on_terminal(here.pipe)).err, question));
    CHECK(here.server.writes().empty());
    CHECK_FALSE(holds(rolecall("apply --yes", on_terminal(here.pipe)).err, question));
    const outcome nothing = rolecall("apply", on_terminal(here.pipe));
    CHECK_FALSE(holds(nothing.err, question));
    CHECK(nothing.code == 0);
  }

  TEST_CASE("progress is shown on a terminal's stderr, is wiped at the end, and is nowhere else") {
    scene here;
    const outcome shown = rolecall("plan", on_terminal(here.pipe));
    CHECK(shown.err.starts_with("\r\x1b[Kreading: 1 of at least 3 lists"));
    CHECK(shown.err.ends_with("\r\x1b[K"));
    CHECK_FALSE(holds(shown.out, "reading"));
    CHECK(rolecall("plan -q", on_terminal(here.pipe)).err == "");
    CHECK(rolecall("plan", here.pipe).err == "");
  }

  // Covers F42.
  TEST_CASE("flag, NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM, terminal: the first that speaks decides about "
            "colour") {
    struct row {
      std::string options;
      std::map<std::string, std::string> environment;
      bool terminal;
      bool coloured;
    };
    const std::vector<row> table{
        {"", {}, true, true},
        {"", {}, false, false},
        {"--color always", {{"NO_COLOR", "1"}}, false, true},
        {"--color never", {{"CLICOLOR_FORCE", "1"}}, true, false},
        {"", {{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}, true, false},
        {"", {{"NO_COLOR", ""}}, true, true},
        {"", {{"CLICOLOR_FORCE", "1"}}, false, true},
        {"", {{"CLICOLOR_FORCE", "0"}}, false, false},
        {"", {{"CLICOLOR_FORCE", "1"}, {"CLICOLOR", "0"}, {"TERM", "dumb"}}, false, true},
        {"", {{"CLICOLOR", "0"}}, true, false},
        {"", {{"TERM", "dumb"}}, true, false},
    };
    scene here;
    const std::string plain = contents(example_folder("documentation") + "/plan.txt");
    for (const row& one : table) {
      CAPTURE(one.options);
      setting at = here.pipe;
      at.environment.insert(one.environment.begin(), one.environment.end());
      const outcome seen = rolecall("plan -q " + one.options, one.terminal ? on_terminal(at) : at);
      CHECK(holds(seen.out, colour) == one.coloured);
      if (!one.coloured) CHECK(seen.out == plain);
    }
  }

  TEST_CASE("stdout and stderr are judged apart") {
    const folder place;
    place.put("rolecall.yaml", "version: 2\n");
    CHECK(holds(rolecall("plan", on_terminal({.folder = place.path()})).err, colour));
    CHECK_FALSE(holds(rolecall("plan", {.folder = place.path()}).err, colour));
    CHECK(holds(rolecall("plan >/dev/null", on_terminal({.folder = place.path()})).err, colour));
  }

  TEST_CASE("no colour gets into a file or into a shape that is for programs") {
    scene here;
    setting at = on_terminal(here.pipe);
    CHECK_FALSE(holds(rolecall("plan -q --format json", at).out, colour));
    CHECK_FALSE(holds(rolecall("plan -q --format markdown", at).out, colour));
    const folder place;
    CHECK(rolecall("plan -q -o " + place.path() + "/plan.txt", at).out == "");
    CHECK(place.get("plan.txt") == contents(example_folder("documentation") + "/plan.txt"));
  }
}

} // namespace rolecall::e2e
