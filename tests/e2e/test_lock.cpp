#include "base/instant.hpp"
#include "e2e/rolecall.hpp"
#include "lock/record.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

// A lock in a file, among real processes that are killed, stopped and interrupted.

namespace rolecall::e2e {
namespace {

namespace json = boost::json;
using lock::wall_time;

const std::string question = "Apply these changes? Only \"yes\" is a yes: ";

std::string policy_of_group(const std::string& name) {
  return "version: 1\nmanage: additive\ngroups:\n  " + name + ": {}\n";
}

/// From the first to the last thing a run sent, by the log on its stderr.
std::pair<wall_time, wall_time> busy_time(const std::string& log) {
  std::optional<std::pair<wall_time, wall_time>> out;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("{")) continue;
    const json::value event = json::parse(line);
    const auto end = lock::parse_time(std::string(event.at("time").as_string()));
    REQUIRE(end);
    const wall_time start = *end - std::chrono::milliseconds(event.at("ms").as_int64());
    if (!out) out.emplace(start, *end);
    out->first = std::min(out->first, start);
    out->second = std::max(out->second, *end);
  }
  REQUIRE(out);
  return *out;
}

/// A run that holds the lock, asks, and waits for an answer.
struct holder {
  folder place;
  emulator server{example_state("documentation"), {"--latency", "5"}};
  setting here = against(server, place.path());
  std::optional<process> running;

  explicit holder(const std::string& options = "--lock-lease 2s") {
    place.put("rolecall.yaml", policy_of_group("Holder"));
    setting at = here;
    at.terminal = true;
    command asking = rolecall_command("apply --lock file:lock " + options, at);
    asking.ends_input = false;
    running.emplace(asking);
    running->wait_until_it_says(question);
  }
  [[nodiscard]] lock::record on_disk() const {
    const auto read = lock::parse_record(place.get("lock"));
    REQUIRE(read);
    return *read;
  }
  [[nodiscard]] bool is_locked() const {
    const auto names = place.names();
    return std::ranges::find(names, "lock") != names.end();
  }
  [[nodiscard]] bool has_group(const std::string& name) { return holds(server.state(), "\"" + name + "\""); }
};

} // namespace

TEST_SUITE("lock") {
  // Covers F34.
  TEST_CASE("of eight runs at once each has the lock alone, and each applies") {
    const folder place;
    emulator server(example_state("documentation"), {"--latency", "5"});
    const setting here = against(server, place.path());
    std::vector<std::unique_ptr<process>> runs;
    for (int i = 0; i < 8; ++i) {
      const std::string name = "Group" + std::to_string(i);
      place.put(name + ".yaml", policy_of_group(name));
      const std::string words = "apply --yes -q --log-level debug --log-format json --lock file:lock "
                                "--lock-timeout 50s " +
                                name + ".yaml";
      runs.push_back(std::make_unique<process>(rolecall_command(words, here)));
    }
    std::vector<std::pair<wall_time, wall_time>> busy;
    for (const auto& run : runs) {
      const outcome seen = run->finish();
      INFO(seen.err);
      CHECK(seen.code == 0);
      check_no_key(seen);
      busy.push_back(busy_time(seen.err));
    }
    std::ranges::sort(busy);
    for (std::size_t i = 1; i < busy.size(); ++i) CHECK(busy[i - 1].second <= busy[i].first);
    const std::string state = server.state();
    for (int i = 0; i < 8; ++i) CHECK(holds(state, "\"Group" + std::to_string(i) + "\""));
    const auto names = place.names();
    CHECK(std::ranges::find(names, "lock") == names.end());
  }

  TEST_CASE(
      "5: held elsewhere; nothing is asked of the API, and the message says whose it is and what to do") {
    holder one("--lock-lease 60s");
    one.server.forget();
    const outcome seen = rolecall("apply --yes -q --lock file:lock", one.here);
    CHECK(seen.code == 5);
    CHECK(seen.out == "");
    CHECK(one.server.requests().empty());
    const lock::record record = one.on_disk();
    CHECK(seen.err.starts_with("rolecall: the lock file:lock is held; nothing was changed:\n  by:    " +
                               record.who + "\n  for:   apply\n  since: " + record.created +
                               "\n  until: " + base::rfc3339(*record.expires) + ", unless it is renewed"));
    CHECK(seen.err.ends_with("if that run is gone:\n  rolecall unlock '" + record.id +
                             "' --lock 'file:lock'\n"));

    one.running->type("yes\n");
    CHECK(one.running->finish().code == 0);
    CHECK_FALSE(one.is_locked());
  }

  // Covers F34.
  TEST_CASE("a killed holder is taken over, but not before its lease is over") {
    holder one;
    one.running->signal(SIGKILL);
    CHECK(one.running->finish().code == 128 + SIGKILL);
    const lock::record left = one.on_disk();
    CHECK(rolecall("apply --yes --lock file:lock", one.here).code == 5);

    const std::string words =
        "apply --yes --log-level debug --log-format json --lock file:lock --lock-timeout 50s";
    const outcome next = rolecall(words, one.here);
    INFO(next.err);
    CHECK(next.code == 0);
    CHECK(holds(next.err, "waiting for the lock file:lock, which is held:"));
    CHECK(busy_time(next.err).first >= *left.expires);
    CHECK(one.has_group("Holder"));
    CHECK_FALSE(one.is_locked());
  }

  TEST_CASE("a holder that was stopped until another took over sends nothing when it goes on") {
    holder one;
    one.running->signal(SIGSTOP);
    one.place.put("other.yaml", policy_of_group("Other"));
    CHECK(rolecall("apply --yes -q --lock file:lock --lock-timeout 50s other.yaml", one.here).code == 0);
    one.server.forget();
    one.running->signal(SIGCONT);
    one.running->type("yes\n");
    const outcome late = one.running->finish();
    CHECK(late.code == 5);
    CHECK(holds(late.err, "rolecall: the lock was lost: "));
    CHECK(late.err.ends_with("; nothing was changed\n"));
    CHECK(one.server.writes().empty());
    CHECK_FALSE(one.has_group("Holder"));
    CHECK(one.has_group("Other"));
  }

  TEST_CASE("a holder that waits for an answer renews its lock meanwhile") {
    holder one;
    const auto first = one.on_disk().expires;
    const auto still = [&] { return rolecall("apply --yes -q --lock file:lock", one.here).code == 5; };
    while (one.on_disk().expires < *first + std::chrono::seconds(2)) REQUIRE(still());
    one.running->type("yes\n");
    CHECK(one.running->finish().code == 0);
    CHECK(one.has_group("Holder"));
  }

  TEST_CASE("an interrupted holder lets go: at the question, and in the midst of changes") {
    holder one;
    one.running->signal(SIGINT);
    CHECK(one.running->finish().code == 130);
    CHECK_FALSE(one.is_locked());
    CHECK(one.server.writes().empty());

    holder two;
    two.server.fail({"delay=1500@POST /organization/groups"});
    two.running->type("yes\n");
    wait_until([&] { return !two.server.writes().empty(); });
    two.running->signal(SIGTERM);
    CHECK(two.running->finish().code == 143);
    CHECK_FALSE(two.is_locked());
  }

  TEST_CASE("unlock removes the lock with that ID and no other, after asking") {
    holder one;
    const std::string id = one.on_disk().id;
    const outcome wrong = rolecall("unlock --yes 0-0 --lock file:lock", one.here);
    CHECK(wrong.code == 5);
    CHECK(holds(wrong.err, "not unlocked: the lock has another ID than 0-0. It is held:\n  by: "));
    CHECK(rolecall("unlock " + id + " --lock file:lock", one.here).code == 64);
    const outcome no = rolecall("unlock " + id + " --lock file:lock", on_terminal(one.here, "no\n"));
    CHECK(no.code == 1);
    CHECK(one.is_locked());

    const outcome yes = rolecall("unlock " + id + " --lock file:lock", on_terminal(one.here, "yes\n"));
    CHECK(yes.code == 0);
    CHECK(yes.err.ends_with("rolecall: unlocked file:lock.\n"));
    CHECK_FALSE(one.is_locked());
    const outcome none = rolecall("unlock --yes " + id + " --lock file:lock", one.here);
    CHECK(none.err == "rolecall: file:lock is not locked.\n");
    CHECK(none.code == 1);
  }

  TEST_CASE("without a lock nothing is written to the folder") {
    const folder place;
    place.put("rolecall.yaml", policy_of_group("Group"));
    emulator server(example_state("documentation"));
    CHECK(rolecall("apply --yes", against(server, place.path())).code == 0);
    CHECK(place.names() == std::vector<std::string>{"rolecall.yaml"});
  }
}

} // namespace rolecall::e2e
