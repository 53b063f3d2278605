#include "base/memory_store.hpp"
#include "journal/folder.hpp"
#include "journal/log.hpp"
#include "journal/sample.hpp"

#include <doctest/doctest.h>

// Journals on a disk that may fail.

using namespace rolecall;
using namespace rolecall::journal;
using base::memory_store;
using base::store_failure;
using base::store_problem;

namespace {

constexpr const char* api = "api.openai.com/v1";

std::unique_ptr<log> open_in(memory_store& disk, const begin& head = sample::head()) {
  auto opened = log::open(disk, "journal", head);
  REQUIRE(std::holds_alternative<std::unique_ptr<log>>(opened));
  return std::get<std::unique_ptr<log>>(std::move(opened));
}

open_journals find(memory_store& disk) {
  auto found = find_open(disk, "journal", api);
  REQUIRE(std::holds_alternative<open_journals>(found));
  return std::get<open_journals>(std::move(found));
}

std::vector<record> finished() { return {sample::head(), end{sample::at(1), "", "done", false}}; }

} // namespace

TEST_SUITE("journal") {
  TEST_CASE("a journal is there, synced, before anything else is written") {
    memory_store disk;
    const auto one = open_in(disk);
    base::random_source chance(1);
    disk.crash(chance);
    CHECK(*disk.find("journal/" + sample::head().run + ".jsonl") == line(sample::head()));
  }

  // Covers F39.
  TEST_CASE("whatever the disk refuses in opening, no journal is opened, and it says so") {
    for (const std::string operation : {"folder", "open", "append", "sync"}) {
      CAPTURE(operation);
      memory_store disk;
      disk.before = [&](std::string_view what, const std::string&) -> std::optional<store_failure> {
        if (what != operation) return std::nullopt;
        return store_failure{store_problem::denied, "cannot: " + operation};
      };
      const auto opened = log::open(disk, "journal", sample::head());
      REQUIRE(std::holds_alternative<store_failure>(opened));
      CHECK(std::get<store_failure>(opened).message == "cannot: " + operation);
    }
  }

  // Covers F39.
  TEST_CASE("after the first failure nothing more is written, and what was synced is read") {
    for (const std::string operation : {"append", "sync"}) {
      CAPTURE(operation);
      memory_store disk;
      const auto one = open_in(disk);
      one->append(sample::write(0, 0, plan::create_group{"Team 0"}));
      one->sync();
      disk.before = [&](std::string_view what, const std::string&) -> std::optional<store_failure> {
        if (what != operation) return std::nullopt;
        return store_failure{store_problem::full, "no room"};
      };
      one->append(sample::write(1, 1, plan::create_group{"Team 1"}));
      one->sync();
      CHECK(one->failure() == "no room");
      disk.before = nullptr;
      const std::string then = *disk.find("journal/" + sample::head().run + ".jsonl");
      one->append(sample::said(1, fate::done, 200));
      one->sync();
      CHECK(*disk.find("journal/" + sample::head().run + ".jsonl") == then);
      const auto read = journal::read(then);
      REQUIRE(std::holds_alternative<run>(read));
      CHECK(doubts(std::get<run>(read)).size() == (operation == "append" ? 1U : 2U));
    }
  }

  TEST_CASE("open are those of this API that nobody writes any more") {
    memory_store disk;
    begin other = sample::head("20261201T051500Z-00000002");
    other.api = "elsewhere/v1";
    disk.put("journal/1.jsonl", sample::text(sample::broken_off()));
    disk.put("journal/2.jsonl", sample::text({other}));
    disk.put("journal/3.jsonl", sample::text(finished()));
    disk.put("journal/4.jsonl", "");
    disk.put("journal/5.jsonl", sample::text(finished()).substr(0, 30));
    disk.put("journal/notes.txt", "not ours");
    const auto mine = open_in(disk, sample::head("6"));
    const open_journals all = find(disk);
    REQUIRE(all.open.size() == 1);
    CHECK(all.open.front().which.run == "1");
    CHECK(all.unfit.empty());
    REQUIRE(all.held.size() == 1);
    CHECK(all.held.front().run == "6");
  }

  TEST_CASE("a folder that is not there has no journals") {
    memory_store disk;
    CHECK(find(disk).open.empty());
  }

  TEST_CASE("a damaged journal says what to do; of another API it is left alone") {
    memory_store disk;
    std::string damaged = sample::text(sample::broken_off());
    damaged[damaged.find("Team 0")] = 'x';
    disk.put("journal/1.jsonl", damaged);
    const open_journals all = find(disk);
    REQUIRE(all.unfit.size() == 1);
    CHECK(all.unfit.front() ==
          "the journal journal/1.jsonl is damaged: line 2 is not what was written, and so it cannot be told "
          "whether its run left something open. Look at it, if you wish: it is text, a record a line. Then "
          "remove it and run again: everything is planned from what is live; only what was in doubt then is "
          "not "
          "waited for, and what was given in passing is not taken back.");
    const auto found = find_open(disk, "journal", "elsewhere/v1");
    CHECK(std::get<open_journals>(found).unfit.empty());
    const end last{{}, "ada@laptop", "settled", false}; // whatever is damaged before that, nothing is open
    disk.put("journal/1.jsonl", damaged + line(last));
    CHECK(find(disk).unfit.empty());
    CHECK(find(disk).open.empty());
  }

  TEST_CASE("what a later run found is added after the last whole record") {
    memory_store disk;
    const std::string whole = sample::text(sample::broken_off());
    const file which{"1", "journal/1.jsonl"};
    disk.put(which.path, whole + "{\"record\":\"int");
    const std::vector<record> news{found{1, sample::address("group", "Team 1"), "done", "", sample::at(60)},
                                   found{0, sample::address("group", "Team 0"), "done", "", sample::at(60)},
                                   end{sample::at(60), "eve@host", "settled", false}};
    CHECK(!extend(disk, which, news));
    CHECK(*disk.find(which.path) == whole + sample::text(news));
    CHECK(find(disk).open.empty());
  }

  TEST_CASE("the newest are kept, and any that is open, held or not to be read") {
    memory_store disk;
    for (int i = 10; i < 30; ++i)
      disk.put("journal/" + std::to_string(i) + ".jsonl", sample::text(finished()));
    disk.put("journal/02.jsonl", sample::text(sample::broken_off()));
    disk.put("journal/03.jsonl", "what is this\n");
    disk.put("journal/04.jsonl", ""); // begun, and ended before its first record
    const auto mine = open_in(disk, sample::head("05"));
    prune(disk, "journal", 15);
    std::vector<std::string> kept{"journal/02.jsonl", "journal/03.jsonl", "journal/05.jsonl"};
    for (int i = 15; i < 30; ++i) kept.push_back("journal/" + std::to_string(i) + ".jsonl");
    CHECK(disk.paths() == kept);
  }
}
