#include "e2e/crowd.hpp"
#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>

// What a run tells its caller, code by code, and what was done when it says so.

namespace rolecall::e2e {
namespace {

/// Removes the five groups of `crowd`, and their grants.
const std::string harsh_policy = "version: 1\nmanage: authoritative\nroles: {}\ngroups: {}\nprojects: {}\n";

/// The indented line that follows the advice to add a flag.
std::string advised_flag(const std::string& plan) {
  const std::string before = "to allow it, add\n";
  const auto at = plan.find(before);
  REQUIRE(at != std::string::npos);
  const auto begin = plan.find_first_not_of(' ', at + before.size());
  return plan.substr(begin, plan.find('\n', begin) - begin);
}

std::size_t count(const std::vector<request>& all, const std::string& target) {
  return static_cast<std::size_t>(std::ranges::count(all, target, &request::target));
}

} // namespace

TEST_SUITE("exit codes") {
  TEST_CASE("3: an invalid policy is refused before any call") {
    const folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: additive\nrole: {}\n");
    emulator server(example_state("documentation"));
    for (const std::string command : {"validate", "plan", "apply --yes", "plan --explain-reads"}) {
      const outcome seen = rolecall(command, against(server, place.path()));
      CHECK(seen.out == "");
      CHECK(seen.err.starts_with("rolecall.yaml:3:1: error: "));
      CHECK(seen.code == 3);
    }
    CHECK(server.requests().empty());
  }

  TEST_CASE("3 and 6: a blocked line is shown in the plan and left out of the apply") {
    const folder place;
    place.put(
        "rolecall.yaml",
        "version: 1\nmanage: additive\ngroups:\n  Nobody: {create: false, roles: [reader]}\n  New: {}\n");
    emulator server(example_state("documentation"));
    const setting here = against(server, place.path());
    const std::string blocked =
        "\nBlocked: 1 line of the policy cannot be carried out; lists with such a line lose nothing in this "
        "run:\n"
        "  ! group[\"Nobody\"]  rolecall.yaml:4:3\n"
        "      no such group exists, and \"create: false\" says that others create it\n";
    const outcome planned = rolecall("plan --detailed-exitcode", here);
    CHECK(planned.out.find(blocked) != std::string::npos);
    CHECK(planned.code == 3);

    const outcome applied = rolecall("apply --yes", here);
    CHECK(applied.out.ends_with(
        "done         + group[\"New\"]\n\n"
        "Applied: 1 done.\n"
        "1 line of the policy is blocked and was left out: `rolecall plan` shows why.\n"));
    CHECK(applied.code == 6);
    CHECK(server.writes().size() == 1);
  }

  TEST_CASE(
      "4: too many removals are refused, and the flag that the plan prints allows them when it is pasted") {
    const folder place;
    place.put("rolecall.yaml", harsh_policy);
    emulator server(place.put("state.json", crowd));
    const setting here = against(server, place.path());
    const outcome planned = rolecall("plan --detailed-exitcode", here);
    CHECK(planned.code == 4);
    const outcome refused = rolecall("apply --yes", here);
    CHECK(refused.out == planned.out);
    CHECK(refused.err == "rolecall: the plan was not applied; nothing was changed.\n");
    CHECK(refused.code == 4);
    CHECK(server.writes().empty());

    CHECK(advised_flag(planned.out) == "--max-removals 5");
    const outcome applied = rolecall("apply --yes " + advised_flag(planned.out), here);
    INFO(applied.out);
    CHECK(applied.code == 0);
    CHECK(rolecall("plan --detailed-exitcode", here).code == 0);
  }

  TEST_CASE("4: a role that others use stays, and the flag with its address allows its deletion when it is "
            "pasted") {
    const folder place;
    place.put("rolecall.yaml", "version: 1\nmanage: {roles: authoritative}\nroles:\n  Cost Watcher: "
                               "{permissions: [api.usage.read]}\n");
    emulator server(example_state("startup"));
    const setting here = against(server, place.path());
    const outcome refused = rolecall("apply --yes", here);
    CHECK(refused.code == 4);
    CHECK(server.writes().empty());
    CHECK(advised_flag(refused.out) == "--delete-in-use 'role[\"trial 2\"]'");
    CHECK(rolecall("apply --yes " + advised_flag(refused.out), here).code == 0);
    CHECK(server.state().find("trial 2") == std::string::npos);
  }

  // Covers F18.
  TEST_CASE("6: a refused change fails alone; the others are done") {
    emulator server(example_state("startup"), {"--fault", "403@POST /organization/groups"});
    const setting here = against(server, example_folder("startup"));
    const outcome applied = rolecall("apply --yes", here);
    CHECK(applied.code == 6);
    CHECK(applied.err == "");
    CHECK(applied.out.find("FAILED       + group[\"Finance\"]\n"
                           "               403: You have insufficient permissions for this operation.\n"
                           "               request id: req_") != std::string::npos);
    CHECK(applied.out.find("skipped      + group[\"Finance\"].grant[\"Cost Watcher\"]\n"
                           "               it needs group[\"Finance\"], which was not done\n") !=
          std::string::npos);
    CHECK(applied.out.ends_with(
        "\nApplied: 14 done, 1 failed, 1 skipped.\n"
        "Look at the reasons above; what was refused for good will be refused again.\n"
        "What was done stays. Run `rolecall apply` again: it plans anew and does only what is left.\n"));
    CHECK(count(server.writes(), "/v1/organization/groups") == 1);

    server.fail({});
    const outcome again = rolecall("apply --yes", here);
    CHECK(again.out.ends_with("\nApplied: 2 done.\n"));
    CHECK(again.code == 0);
  }

  // Covers F27, F33.
  TEST_CASE("7: a change while the question waits voids the plan, where a removal rests on several pages") {
    emulator server(example_state("startup"), {"--behaviour", "empty_page=on"});
    setting at_terminal = against(server, example_folder("startup"));
    at_terminal.terminal = true;
    command asking = rolecall_command("apply --max-removals 9", at_terminal);
    asking.ends_input = false;
    for (const bool moved : {true, false}) {
      CAPTURE(moved);
      process running(asking);
      running.wait_until_it_says("Only \"yes\" is a yes: ");
      if (moved) server.post("/organization/groups/group_engineers/roles", R"({"role_id": "role_watch"})");
      server.forget();
      running.type("yes\n");
      const outcome seen = running.finish();
      check_no_key(seen);
      const std::string said =
          "the organization changed since it was read; nothing was changed. Run again to see the new plan.\n";
      CHECK(seen.err.ends_with("rolecall: " + said) == moved);
      CHECK(seen.code == (moved ? 7 : 0));
      CHECK(server.writes().empty() == moved);
    }
  }

  TEST_CASE("8: what cannot be read ends the run, and nothing is changed") {
    emulator server(example_state("startup"), {"--fault", "html@GET /projects/proj_live/roles"});
    const outcome applied = rolecall("apply --yes", against(server, example_folder("startup")));
    CHECK(applied.out == "");
    CHECK(applied.err.starts_with(
        "rolecall: could not read GET /projects/proj_live/roles: 200: the answer cannot be used: "));
    CHECK(applied.err.find("\nNothing was changed. Run again.\n") != std::string::npos);
    CHECK(applied.code == 8);
    CHECK(server.writes().empty());
  }

  TEST_CASE("64: a wrong command line is explained in a line, and where to read more in another") {
    struct row {
      std::string words;
      std::string said;
    };
    const std::vector<row> table{
        {"", "say what to do: validate, whoami, plan or apply\nTry 'rolecall --help'.\n"},
        {"plam", "there is no command \"plam\"; did you mean plan?\nTry 'rolecall --help'.\n"},
        {"help plam", "there is no command \"plam\"; did you mean plan?\nTry 'rolecall --help'.\n"},
        {"--yes", "an option stands behind a command: rolecall plan --yes\nTry 'rolecall --help'.\n"},
        {"plan --verbos",
         "'rolecall plan' has no option --verbos; did you mean --verbose?\nTry 'rolecall plan --help'.\n"},
        {"apply --admin-key=sk-admin-" + std::string(canary),
         "'rolecall apply' has no option --admin-key\nTry 'rolecall apply --help'.\n"},
        {"whoami policy", "'rolecall whoami' takes no argument \"policy\"\nTry 'rolecall whoami --help'.\n"},
        {"plan --format yaml", "--format: expects one of text|json|markdown\nTry 'rolecall plan --help'.\n"},
        {"plan --format 1", "--format: expects one of text|json|markdown\nTry 'rolecall plan --help'.\n"},
        {"schema",
         "say which schema: policy|plan|apply|diagnostics|state|history\nTry 'rolecall schema --help'.\n"},
        {"schema role",
         "KIND: expects one of policy|plan|apply|diagnostics|state|history\nTry 'rolecall schema --help'.\n"},
        {"plan --ca-file", "--ca-file needs a value\nTry 'rolecall plan --help'.\n"},
        {"plan --ca-file a --ca-file b", "--ca-file is given more than once\nTry 'rolecall plan --help'.\n"},
        {"plan --max-removals many",
         "--max-removals: expects a number or a share: 10 or 25%\nTry 'rolecall plan --help'.\n"},
        {"plan --connections 0",
         "--connections: Value 0 not in range 1 to 64\nTry 'rolecall plan --help'.\n"},
        {"plan \"$(printf 'a\\033[2Jb')\" --x",
         "'rolecall plan' has no option --x\nTry 'rolecall plan --help'.\n"},
        {"whoami \"$(printf 'a\\033[2Jb')\"",
         "'rolecall whoami' takes no argument \"a\\u001b[2Jb\"\nTry 'rolecall whoami --help'.\n"},
        {"apply --format markdown", "apply has no Markdown form; use --format text or json, or plan --format "
                                    "markdown\nTry 'rolecall apply --help'.\n"},
    };
    for (const row& one : table) {
      CAPTURE(one.words);
      const outcome seen = rolecall(one.words);
      CHECK(seen.out == "");
      CHECK(seen.err == "rolecall: " + one.said);
      CHECK(seen.code == 64);
    }
  }

  // Covers F42.
  TEST_CASE("64: apply does not guess where nobody can be asked") {
    emulator server(example_state("startup"));
    const outcome seen = rolecall("apply", against(server, example_folder("startup")));
    CHECK(seen.out == "");
    CHECK(seen.err == "rolecall: apply asks before it changes anything, but there is no terminal to ask on; "
                      "give --yes to apply without "
                      "asking.\n");
    CHECK(seen.code == 64);
    CHECK(server.requests().empty());
  }

  // Covers F37.
  TEST_CASE("130 and 143: a signal in a slow read lets what is in flight finish and starts nothing new") {
    emulator server(example_state("enterprise"), {"--latency", "150"});
    const setting here = against(server, example_folder("enterprise"));
    for (const int which : {SIGINT, SIGTERM}) {
      server.forget();
      process running(rolecall_command("apply --yes -v -v", here));
      running.wait_until_it_says("GET /organization/roles");
      running.signal(which);
      const outcome seen = running.finish();
      check_no_key(seen);
      CHECK(seen.out == "");
      CHECK(seen.err.find(
                "rolecall: stopping: what is in flight is finished first, within 5 s; once more to leave at "
                "once\n") != std::string::npos);
      CHECK(seen.err.find("\nNothing was changed. Run again.\n") != std::string::npos);
      CHECK(seen.code == 128 + which);
      CHECK(server.requests().size() < 20);
      CHECK(server.writes().empty());
    }
  }

  // Covers F37.
  TEST_CASE("130: a second signal ends the run at once") {
    emulator server(example_state("startup"), {"--fault", "stall@GET /organization/groups"});
    process running(rolecall_command("plan", against(server, example_folder("startup"))));
    wait_until([&] { return server.requests().size() >= 2; });
    running.signal(SIGINT);
    running.wait_until_it_says("once more to leave at once");
    running.signal(SIGINT);
    CHECK(running.finish().code == 130);
  }
}

} // namespace rolecall::e2e
