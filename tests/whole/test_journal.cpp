#include "journal/folder.hpp"
#include "whole/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

// What a journal is for: a run that ends at any moment, and the next one.

using namespace rolecall;
using base::memory_store;
using testing::journals;
using testing::policy_of;
using testing::world;

namespace {

/// The power goes: from the `at`-th step on, of requests and disk together, nothing happens any more.
class power {
public:
  power(world& w, memory_store& disk, std::size_t at) : world_(w), disk_(disk), left_(at) {
    w.at_each_request = [this] { step(); };
    disk.before = [this](std::string_view, const std::string&) {
      step();
      return std::optional<base::store_failure>();
    };
  }
  power(const power&) = delete;
  power& operator=(const power&) = delete;
  ~power() {
    world_.at_each_request = nullptr;
    disk_.before = nullptr;
  }
  struct gone {};

private:
  void step() {
    if (left_ == 0) throw gone();
    --left_;
  }
  world& world_;
  memory_store& disk_;
  std::size_t left_;
};

/// Whether the run came to its end before step `at`.
bool survives(world& w, memory_store& disk, const model::policy& policy, std::size_t at) {
  const power supply(w, disk, at);
  try {
    w.apply(policy);
    return true;
  } catch (const power::gone&) {
    return false;
  }
}

/// Crashes at every `stride`-th step of an apply; the next run must come to what an undisturbed one comes to.
void check_every_crash(const std::string& state, const model::policy& policy,
                       const std::vector<std::string>& behaviours, std::size_t stride) {
  const auto fresh = [&] {
    auto w = std::make_unique<world>(state);
    for (const std::string& b : behaviours) w->set(b);
    return w;
  };
  const auto calm = fresh();
  REQUIRE(calm->apply(policy).applied());
  std::size_t crashes = 0;
  for (std::size_t at = 0;; at += stride) {
    CAPTURE(at);
    const auto w = fresh();
    memory_store disk;
    w->keep_journals(disk);
    if (survives(*w, disk, policy, at)) break;
    ++crashes;
    base::random_source chance(at);
    disk.crash(chance);
    const testing::run_result next = w->apply(policy);
    INFO(next.words());
    CHECK(next.planned());
    CHECK(std::ranges::all_of(next.outcome, [](const plan::step& s) { return plan::succeeded(s.is); }));
    CHECK(w->duplicates().empty());
    CHECK(w->access().size() == calm->access().size());
    const testing::run_result last = w->plan(policy);
    CHECK(last.made.operations.empty());
    for (const journal::run& of : journals(disk)) CHECK(!journal::is_open(of));
  }
  CHECK(crashes > 10);
}

const std::string little_state = R"({"organization": {"id": "org-example", "name": "Example"},
    "users": [{"id": "ada", "email": "ada@example.com", "roles": ["owner"]},
              {"id": "alan", "email": "alan@example.com", "roles": ["reader"]}],
    "groups": [{"id": "team", "name": "Team"}],
    "projects": [{"id": "checkout", "name": "Checkout",
                  "roles": [{"id": "steward", "name": "Steward", "permissions": ["api.model.read"]}]}]})";

/// What must not be done twice: a project, an invitation, a group, a role.
model::policy creating() {
  return policy_of("version: 1\nmanage: additive\nroles: {Clerk: {permissions: [api.model.read]}}\n"
                   "groups: {Team: {}, Desk: {roles: [Clerk]}}\n"
                   "users: {grace@example.com: {}}\n"
                   "projects: {Till: {create: true}}\n");
}

/// Only members may have roles in a project, and Alan is to be steward but no member.
model::policy stewarding(const std::string& rest = {}) {
  return policy_of("version: 1\nmanage: additive\n"
                   "project_roles: {Steward: {permissions: [api.model.read]}}\n"
                   "projects:\n  Checkout:\n    users: {alan@example.com: [Steward" +
                   rest + "]}\n");
}

const std::string as_member = "alan in checkout: role-api-project-member__api-project__checkout";

bool is_member(const world& w) { return std::ranges::count(w.access(), as_member) > 0; }

/// Crashes when the machine has just received write number `n`, from 1.
void crash_after_write(world& w, memory_store& disk, const model::policy& policy, std::size_t n) {
  w.at_each_request = [&] {
    if (w.writes() >= n) throw power::gone();
  };
  disk.before = [&](std::string_view, const std::string&) -> std::optional<base::store_failure> {
    if (w.writes() >= n) throw power::gone();
    return std::nullopt;
  };
  CHECK_THROWS_AS(w.apply(policy), power::gone);
  w.at_each_request = nullptr;
  disk.before = nullptr;
  base::random_source chance(n);
  disk.crash(chance);
}

} // namespace

TEST_SUITE("whole") {
  TEST_CASE("a run that ends at any step is finished by the next, without a duplicate") {
    check_every_crash(testing::example_named("documentation").state,
                      testing::example_named("documentation").policy, {}, 1);
    check_every_crash(little_state, creating(), {}, 1);
  }

  TEST_CASE("also where the API accepts the same name twice and its lists are late") {
    const std::vector<std::string> unkind{"duplicate_name=accept", "stale_reads=5"};
    check_every_crash(little_state, creating(), unkind, 1);
  }

  TEST_CASE("also where membership in a project is given in passing") {
    check_every_crash(little_state, stewarding(), {"nonmember_role=400"}, 1);
  }

  TEST_CASE("without its journal the next run finishes all the same") {
    const testing::example of = testing::example_named("documentation");
    for (std::size_t at = 12; at < 60; at += 3) {
      CAPTURE(at);
      world w(of.state);
      memory_store disk;
      w.keep_journals(disk);
      if (survives(w, disk, of.policy, at)) break;
      memory_store empty;
      w.keep_journals(empty);
      CHECK(w.apply(of.policy).planned());
      CHECK(w.duplicates().empty());
      CHECK(w.plan(of.policy).made.operations.empty());
    }
  }

  TEST_CASE("the journal of an undisturbed run costs no call") {
    const testing::example of = testing::example_named("startup");
    world plain(of.state);
    REQUIRE(plain.apply(of.policy).applied());
    REQUIRE(plain.apply(of.policy).applied());
    world kept(of.state);
    memory_store disk;
    kept.keep_journals(disk);
    REQUIRE(kept.apply(of.policy).applied());
    REQUIRE(kept.apply(of.policy).applied());
    CHECK(kept.machine.log().size() == plain.machine.log().size());
    CHECK(journals(disk).size() == 1); // the second run had nothing to write
  }

  TEST_CASE("each write has its intent, synced before it, and writes that are ready together share a sync") {
    const testing::example of = testing::example_named("startup");
    world w(of.state);
    memory_store disk;
    w.keep_journals(disk);
    std::size_t syncs = 0;
    std::size_t synced_intents = 0;
    disk.before = [&](std::string_view what, const std::string& path) -> std::optional<base::store_failure> {
      if (what != "sync") return std::nullopt;
      ++syncs;
      const auto read = journal::read(disk.find(path).value_or(""));
      synced_intents = 0;
      if (const auto* of_run = std::get_if<journal::run>(&read)) {
        for (const journal::operation& op : of_run->operations) synced_intents += op.requests.size();
      }
      return std::nullopt;
    };
    bool announced = true;
    w.at_each_request = [&] { announced = announced && w.writes() <= synced_intents; };
    REQUIRE(w.apply(of.policy).applied());
    CHECK(announced);
    CHECK(synced_intents == w.writes());
    CHECK(syncs < w.writes()); // with the first and the last record's
  }

  TEST_CASE("once the journal cannot be written no further write is sent") {
    const testing::example of = testing::example_named("startup");
    for (const std::string operation : {"append", "sync"}) {
      for (std::size_t nth = 2; nth < 40; nth += 3) {
        CAPTURE(operation);
        CAPTURE(nth);
        world w(of.state);
        memory_store disk;
        w.keep_journals(disk);
        std::size_t count = 0;
        std::optional<std::size_t> writes_then;
        disk.before = [&](std::string_view what, const std::string&) -> std::optional<base::store_failure> {
          if (what != operation || ++count < nth) return std::nullopt;
          if (!writes_then) writes_then = w.writes();
          return base::store_failure{base::store_problem::full, "cannot write: No space left on device"};
        };
        const testing::run_result hurt = w.apply(of.policy);
        if (!writes_then) break;
        CHECK(hurt.journal_failure);
        // Those whose intents were on the disk may still be on their way.
        CHECK(w.writes() <= *writes_then + 8);
        if (!hurt.applied()) CHECK(hurt.count(plan::outcome::not_begun) > 0);
        CHECK(hurt.count(plan::outcome::unconfirmed) == 0); // what was done is still read again
        disk.before = nullptr;
        CHECK(w.apply(of.policy).planned());
        CHECK(w.duplicates().empty());
        CHECK(w.plan(of.policy).made.operations.empty());
      }
    }
  }

  TEST_CASE("membership that was given in passing is a debt, which the next run pays") {
    for (const std::size_t writes : {2, 3}) { // refused; joined; assigned
      CAPTURE(writes);
      world w(little_state);
      w.set("nonmember_role=400");
      memory_store disk;
      w.keep_journals(disk);
      crash_after_write(w, disk, stewarding(), writes);
      REQUIRE(is_member(w));
      const testing::run_result next = w.apply(stewarding());
      INFO(next.words());
      REQUIRE(next.past.size() == 1);
      CHECK(next.past.front().owed.size() == 1);
      CHECK(next.applied());
      CHECK(!is_member(w));
      CHECK(w.apply(stewarding()).past.empty());
    }
  }

  TEST_CASE(
      "a plan names what the next apply takes back, and a plan that is saved meanwhile can be applied") {
    for (const std::size_t writes : {2, 3}) {
      CAPTURE(writes);
      world w(little_state);
      w.set("nonmember_role=400");
      memory_store disk;
      w.keep_journals(disk);
      crash_after_write(w, disk, stewarding(), writes);
      const testing::run_result planned = w.plan(stewarding());
      CHECK(planned.said.find(
                "The next apply looks into that first, and takes back, beside what the plan "
                "says:\n  - project[\"Checkout\"].user[\"alan@example.com\"].grant[\"member\"]: was "
                "given in passing; taken back if it is still held\n") != std::string::npos);
      CHECK(w.plan(stewarding(", member")).said.find("takes back") == std::string::npos);
      CHECK(w.apply_saved(planned.made).applied());
      CHECK(is_member(w)); // that is for an apply of the policy
      const testing::run_result next = w.apply(stewarding());
      CHECK(next.said.find("given in passing, and still held: it is taken back") != std::string::npos);
      CHECK(!is_member(w));
      CHECK(w.plan(stewarding()).said.find("takes back") == std::string::npos);
    }
  }

  TEST_CASE(
      "a saved plan that has moved while something is owed is told to begin with an apply of the policy") {
    for (const bool owed : {false, true}) {
      CAPTURE(owed);
      world w(little_state);
      w.set("nonmember_role=400");
      memory_store disk;
      w.keep_journals(disk);
      if (owed) crash_after_write(w, disk, stewarding(), 2);
      const plan::plan made = w.plan(stewarding()).made;
      REQUIRE(!made.operations.empty());
      w.meanwhile("DELETE", "/projects/checkout/roles/steward");
      const testing::saved_result saved = w.apply_saved(made);
      REQUIRE(!saved.drift.empty());
      CHECK((saved.said.find("Run `rolecall apply` without --plan first") != std::string::npos) == owed);
    }
  }

  TEST_CASE("an apply that sends nothing leaves no journal") {
    world w(little_state);
    memory_store disk;
    w.keep_journals(disk);
    const plan::plan made = w.plan(creating()).made;
    CHECK(w.apply(creating()).applied());
    REQUIRE(journals(disk).size() == 1);
    CHECK(w.apply_saved(made).applied());
    CHECK(journals(disk).size() == 1);
  }

  TEST_CASE("without the journal nobody would know of the debt") {
    world w(little_state);
    w.set("nonmember_role=400");
    memory_store disk;
    w.keep_journals(disk);
    crash_after_write(w, disk, stewarding(), 3);
    memory_store empty;
    w.keep_journals(empty);
    CHECK(w.apply(stewarding()).planned());
    CHECK(is_member(w));
  }

  // Found by the simulation: seeds 310 and 323.
  TEST_CASE("what was in doubt in a project that was archived meanwhile is gone, and not in doubt for ever") {
    for (const std::string archived : {"400", "404", "200"}) {
      CAPTURE(archived);
      world w(little_state);
      w.set("nonmember_role=400");
      w.set("archived_roles=" + archived);
      memory_store disk;
      w.keep_journals(disk);
      crash_after_write(w, disk, stewarding(), 3);
      w.meanwhile("POST", "/organization/projects/checkout/archive", "");
      REQUIRE(w.apply(stewarding()).past.size() == 1);
      for (const journal::run& of : journals(disk)) CHECK(!journal::is_open(of));
      CHECK(w.apply(stewarding()).past.empty());
    }
  }

  // Found by the simulation: seeds 13966 and 15563.
  TEST_CASE("a debt that is paid, but looks as if it were not because of a group, is none for ever") {
    world w(R"({"organization": {"id": "org-example", "name": "Example"},
      "users": [{"id": "ada", "email": "ada@example.com", "roles": ["owner"]},
                {"id": "alan", "email": "alan@example.com", "roles": ["reader"]}],
      "groups": [{"id": "team", "name": "Team", "members": ["alan"]}],
      "projects": [{"id": "checkout", "name": "Checkout", "groups": [{"group": "team", "roles": ["member"]}],
                    "roles": [{"id": "steward", "name": "Steward", "permissions": ["api.model.read"]}]}]})");
    w.set("nonmember_role=400");
    w.set("inherited=unmarked");
    memory_store disk;
    w.keep_journals(disk);
    crash_after_write(w, disk, stewarding(), 4); // refused; joined; assigned; parted, and nobody heard it
    REQUIRE(!is_member(w));
    REQUIRE(w.apply(stewarding()).past.size() == 1);
    for (const journal::run& of : journals(disk)) CHECK(!journal::is_open(of));
    const testing::run_result next = w.apply(stewarding());
    INFO(next.words());
    CHECK(next.past.empty());
    CHECK(next.applied());
  }

  TEST_CASE("a list that does not show yet what was given in passing does not prove that nothing is owed") {
    world w(little_state);
    w.set("nonmember_role=400");
    memory_store disk;
    w.keep_journals(disk);
    w.set("stale_reads=5");
    crash_after_write(w, disk, stewarding(), 3);
    REQUIRE(is_member(w));
    CHECK(w.apply(stewarding()).planned());
    CHECK(!is_member(w));
  }

  TEST_CASE(
      "a doubtful write is looked for as long as one of just now may be late, whenever it was sent; only one "
      "of long ago is said not to be done") {
    const model::policy policy = creating();
    for (const bool late : {false, true}) {
      CAPTURE(late);
      world w(little_state);
      memory_store disk;
      w.keep_journals(disk);
      w.add_fault("drop@POST /organization/projects");
      w.at_each_request = [&] {
        if (std::ranges::count(w.written(), "POST /organization/projects {\"name\":\"Till\"}") > 0)
          throw power::gone();
      };
      CHECK_THROWS_AS(w.apply(policy), power::gone);
      w.at_each_request = nullptr;
      w.machine.clear_faults();
      base::random_source chance(7);
      disk.crash(chance);
      if (late) w.wait(std::chrono::hours(1));
      const http::time_point start = w.now();
      const testing::run_result next = w.apply(policy);
      CHECK(next.applied());
      REQUIRE(next.past.size() == 1);
      CHECK(std::ranges::count_if(next.past.front().found, [&](const auto& f) {
              return f.is.was == (late ? "not done" : "not seen");
            }) > 0);
      CHECK(w.now() - start >= std::chrono::seconds(30)); // once: then it is settled
      CHECK(w.now() - start < std::chrono::seconds(60));
      CHECK(w.apply(policy).past.empty());
      CHECK(w.duplicates().empty());
    }
  }
}
