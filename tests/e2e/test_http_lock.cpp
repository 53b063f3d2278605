#include "e2e/lock_server.hpp"
#include "e2e/rolecall.hpp"

#include <doctest/doctest.h>

#include <csignal>

// A lock on a server that speaks Terraform's protocol.

namespace rolecall::e2e {
namespace {

const char* const another = R"({"ID": "b1-9", "Operation": "OperationTypeApply", "Who": "bob@laptop",
  "Created": "2026-11-30T08:15:01.5Z"})";

struct scene {
  emulator api{example_state("documentation")};
  lock_server locks;
  setting here = against(api, example_folder("documentation"));
  std::string lock = " --lock " + locks.url();

  scene() {
    here.environment["ROLECALL_LOCK_USERNAME"] = "ci";
    here.environment["ROLECALL_LOCK_PASSWORD"] = std::string(canary);
  }
};

} // namespace

TEST_SUITE("HTTP lock") {
  TEST_CASE(
      "taken before the first call, given back after the last, with the credentials of the environment") {
    for (const bool by_post : {false, true}) {
      CAPTURE(by_post);
      scene at;
      const outcome seen =
          rolecall("apply --yes -vv" + at.lock + (by_post ? " --lock-method post" : ""), at.here);
      CHECK(seen.code == 0);
      CHECK(at.api.writes().size() == 4);
      const auto asked = at.locks.requests();
      REQUIRE(asked.size() == 2);
      CHECK(asked[0].verb == (by_post ? "POST" : "LOCK"));
      CHECK(asked[1].verb == (by_post ? "DELETE" : "UNLOCK"));
      CHECK(asked[0].target == "/locks/rolecall");
      CHECK(asked[0].authorization == "Basic Y2k6OWZLMnZRN3hUNG1aOHdMMw==");
      CHECK(asked[0].body == asked[1].body);
      CHECK(holds(asked[0].body, R"("Operation": "apply")"));
      CHECK(at.locks.holder() == "");
      CHECK_FALSE(holds(seen.err, "Y2k6OWZL"));
    }
  }

  // Covers F34.
  TEST_CASE("423 and 409 are 5, and the holder is shown with the command that removes his lock") {
    for (const int status : {423, 409}) {
      scene at;
      at.locks.lock_by(another);
      at.locks.always_answer(status);
      const outcome seen = rolecall("apply --yes" + at.lock, at.here);
      CHECK(seen.code == 5);
      CHECK(seen.err == "rolecall: the lock " + at.locks.url() +
                            " is held; nothing was changed:\n"
                            "  by:    bob@laptop\n"
                            "  for:   OperationTypeApply\n"
                            "  since: 2026-11-30T08:15:01.5Z\n"
                            "  until: it is released; it does not expire\n"
                            "if that run is gone:\n"
                            "  rolecall unlock 'b1-9' --lock '" +
                            at.locks.url() + "'\n");
      CHECK(at.api.requests().empty());
    }
  }

  TEST_CASE("500 and 401 are errors, and nothing is changed") {
    for (const int status : {500, 401}) {
      CAPTURE(status);
      scene at;
      at.locks.always_answer(status);
      const outcome seen = rolecall("apply --yes" + at.lock, at.here);
      CHECK(seen.code == 1);
      CHECK(seen.err.starts_with("rolecall: the lock " + at.locks.url() +
                                 " was not taken, and nothing was changed: the server of the lock "));
      CHECK(holds(seen.err, "status " + std::to_string(status)));
      CHECK(at.api.requests().empty());
    }
  }

  TEST_CASE("half of the credentials is wrong usage; none at all are sent none") {
    scene at;
    setting half = at.here;
    half.environment.erase("ROLECALL_LOCK_USERNAME");
    CHECK(rolecall("apply --yes" + at.lock, half).code == 64);
    CHECK(at.locks.requests().empty());
    setting none = half;
    none.environment.erase("ROLECALL_LOCK_PASSWORD");
    CHECK(rolecall("apply --yes" + at.lock, none).code == 0);
    REQUIRE(at.locks.requests().size() == 2);
    CHECK(at.locks.requests()[0].authorization == "");
  }

  TEST_CASE("it waits as long as it is told to, and goes on when the other is done") {
    scene at;
    at.locks.lock_by(another);
    CHECK(rolecall("apply --yes -q --lock-timeout 1s" + at.lock, at.here).code == 5);
    process waiting(rolecall_command("apply --yes --lock-timeout 50s" + at.lock, at.here));
    waiting.wait_until_it_says("waiting for the lock");
    at.locks.lock_by("");
    CHECK(waiting.finish().code == 0);
    CHECK(at.locks.holder() == "");
  }

  TEST_CASE("an interrupt at the question gives it back; one while waiting changes nothing") {
    scene at;
    setting terminal = at.here;
    terminal.terminal = true;
    command asking = rolecall_command("apply --lock-timeout 50s" + at.lock, terminal);
    asking.ends_input = false;
    process first(asking);
    first.wait_until_it_says("Only \"yes\" is a yes: ");
    process second(asking);
    second.wait_until_it_says("waiting for the lock");
    second.signal(SIGINT);
    CHECK(second.finish().code == 130);
    CHECK(at.locks.holder() != "");
    first.signal(SIGINT);
    CHECK(first.finish().code == 130);
    CHECK(at.locks.holder() == "");
    CHECK(at.api.writes().empty());
  }

  TEST_CASE("unlock finds out whose it is, and removes it only by its ID") {
    scene at;
    at.locks.lock_by(another);
    const outcome wrong = rolecall("unlock --yes b1-8" + at.lock, at.here);
    CHECK(wrong.code == 5);
    CHECK(holds(wrong.err, "by:    bob@laptop"));
    CHECK(at.locks.holder() == another);
    CHECK(rolecall("unlock --yes b1-9" + at.lock, at.here).code == 0);
    CHECK(at.locks.holder() == "");
    CHECK(rolecall("unlock --yes b1-9" + at.lock, at.here).err ==
          "rolecall: " + at.locks.url() + " is not locked.\n");
    CHECK(at.locks.holder() == "");
  }

  TEST_CASE("a lock that cannot be given back is said so, with its ID") {
    scene at;
    setting terminal = at.here;
    terminal.terminal = true;
    command asking = rolecall_command("apply" + at.lock, terminal);
    asking.ends_input = false;
    process first(asking);
    first.wait_until_it_says("Only \"yes\" is a yes: ");
    at.locks.lock_by(another);
    first.type("yes\n");
    const outcome seen = first.finish();
    CHECK(seen.code == 1);
    CHECK(holds(seen.err, " could not be released (ID "));
    CHECK(seen.err.ends_with("): it is another's now\n"));
    CHECK(at.api.writes().size() == 4);
  }
}

} // namespace rolecall::e2e
