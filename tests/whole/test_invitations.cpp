#include "whole/world.hpp"

#include <doctest/doctest.h>

// People who are not there yet: invited once, and given what waits for them once they accepted.

using namespace rolecall;
using testing::lines;
using testing::policy_of;
using testing::world;

namespace {

std::string state_with(const std::string& invites) {
  return R"({"organization": {"id": "org-example", "name": "Example"},
    "users": [{"id": "ada", "email": "ada@example.com", "roles": ["owner"]}],
    "groups": [{"id": "team", "name": "Team"}],
    "projects": [{"id": "checkout", "name": "Checkout"}],
    "invites": [)" +
         invites + "]}";
}

/// Joan is to be a reader, a member of Team, and a viewer of Checkout.
model::policy wants_joan() {
  return policy_of("version: 1\n"
                   "manage: additive\n"
                   "users: {Joan@Example.com: {invite: true, roles: [reader]}}\n"
                   "groups: {Team: {members: [joan@example.com]}}\n"
                   "projects: {Checkout: {users: {joan@example.com: [viewer]}}}\n");
}

const std::string invite =
    R"(POST /organization/invites {"email":"joan@example.com","role":"reader","projects":[]})";

} // namespace

TEST_SUITE("whole") {
  TEST_CASE("who is not there is invited once, and waits") {
    world w(state_with(""));
    const testing::run_result run = w.apply(wants_joan());
    INFO(run.words());
    CHECK(run.applied());
    CHECK(run.made.waiting.size() == 2); // the group and the project
    CHECK(w.written() == lines{invite});
    const testing::run_result next = w.apply(wants_joan());
    CHECK(next.made.operations.empty());
    CHECK(next.made.waiting.size() == 3);
    CHECK(w.writes() == 1);
  }

  TEST_CASE("the id of nobody blocks its line, however that is found out; the rest is done") {
    for (const std::string manage : {"additive", "authoritative"}) {
      CAPTURE(manage);
      world w(state_with(""));
      const testing::run_result run = w.apply(policy_of("version: 1\nmanage: " + manage +
                                                        "\nusers: {user-ghost: {roles: [owner]}, "
                                                        "ada@example.com: {roles: [owner]}}\n"
                                                        "groups: {Team: {}, New: {}}\n"));
      INFO(run.words());
      REQUIRE(run.planned());
      CHECK(run.made.complete());
      REQUIRE(run.made.blocked.size() == 1);
      CHECK(run.made.blocked.front().at.text() == "user[\"user-ghost\"]");
      CHECK(w.writes() == 1);
    }
  }

  TEST_CASE("an invitation that ran out is deleted and sent again") {
    world w(state_with(R"({"id": "old", "email": "Joan@example.com", "status": "expired"})"));
    CHECK(w.apply(wants_joan()).applied());
    CHECK(w.written() == lines{"DELETE /organization/invites/old", invite});
    CHECK(w.plan(wants_joan()).made.operations.empty());
  }

  TEST_CASE("a stop between the end of the old invitation and the new one is told") {
    const std::string expired = R"({"id": "old", "email": "joan@example.com", "status": "expired"})";
    world calm(state_with(expired));
    calm.plan(wants_joan());
    world w(state_with(expired));
    w.stop_after(calm.reads().size() + 1);
    const testing::run_result run = w.apply(wants_joan());
    INFO(run.words());
    CHECK(w.written() == lines{"DELETE /organization/invites/old"});
    REQUIRE(run.count(plan::outcome::failed) == 1);
    const auto failed = std::ranges::find(run.outcome, plan::outcome::failed, &plan::step::is);
    CHECK(failed->reason.starts_with("the invitation that ran out is gone, and no new one was sent: "));
    CHECK(failed->in_part);
  }

  TEST_CASE(
      "a pending invitation is waited for, and one that was accepted by somebody who is gone is sent again") {
    world pending(state_with(R"({"id": "old", "email": "Joan@example.com", "status": "pending"})"));
    CHECK(pending.apply(wants_joan()).made.waiting.size() == 3);
    CHECK(pending.writes() == 0);
    world gone(state_with(R"({"id": "old", "email": "joan@example.com", "status": "accepted"})"));
    CHECK(gone.apply(wants_joan()).applied());
    CHECK(gone.written() == lines{invite});
  }

  TEST_CASE("once an invitation is accepted the next run gives what waited") {
    world w(state_with(""));
    CHECK(w.apply(wants_joan()).applied());
    w.accept_invite("joan@example.com");
    const testing::run_result run = w.apply(wants_joan());
    INFO(run.words());
    CHECK(run.applied());
    CHECK(run.made.operations.size() == 2);
    CHECK(run.made.waiting.empty());
    const testing::run_result last = w.plan(wants_joan());
    CHECK(last.made.operations.empty());
    CHECK(last.made.waiting.empty());
  }

  // Covers F15.
  TEST_CASE("an invitation whose answer was lost is not sent twice") {
    const std::string expired = R"({"id": "old", "email": "joan@example.com", "status": "expired"})";
    for (const std::string how : {"500=after", "drop=after", "stall=after", "409=after", "html",
                                  "500=late:9000", "drop=late:45000", "500", "drop"}) {
      for (const std::string& invites : {std::string(), expired}) {
        CAPTURE(how);
        CAPTURE(invites);
        world w(state_with(invites));
        w.add_fault(how + "@POST /organization/invites#1");
        const testing::run_result run = w.apply(wants_joan());
        INFO(run.words());
        CHECK(std::ranges::count(w.written(), invite) == 1);
        w.apply(wants_joan());
        CHECK(w.duplicates().empty());
        CHECK(w.plan(wants_joan()).made.operations.empty());
      }
    }
  }
}
